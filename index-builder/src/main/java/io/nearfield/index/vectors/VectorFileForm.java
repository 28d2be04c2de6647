package io.nearfield.index.vectors;

import java.nio.file.Path;
import java.util.Locale;

/** The forms of vector files, by the ends of their names. */
enum VectorFileForm {
  FVECS(ElementType.FLOAT32),
  IVECS(ElementType.INT32),
  BVECS(ElementType.UINT8),
  /** Values of any type: the header says which. */
  NPY(null);

  private final ElementType type;

  VectorFileForm(ElementType type) {
    this.type = type;
  }

  /** The type of every value; null when the file says it. */
  ElementType type() {
    return type;
  }

  static VectorFileForm of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    for (VectorFileForm form : values()) {
      if (name.endsWith("." + form.name().toLowerCase(Locale.ROOT))) {
        return form;
      }
    }
    throw new IllegalArgumentException(
        "Cannot use vector file '%s': its name must end in .fvecs, .ivecs, .bvecs or .npy"
            .formatted(file));
  }
}
