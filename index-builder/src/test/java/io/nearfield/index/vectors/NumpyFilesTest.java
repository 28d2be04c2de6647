package io.nearfield.index.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.VectorBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against files that NumPy wrote: src/test/resources/vectors/generate.py. */
class NumpyFilesTest {

  private static final Path GOLDEN = Path.of("src/test/resources/vectors");

  @ParameterizedTest
  @ValueSource(strings = {"f2", "f4", "f8"})
  void floatsAreRead(String name) throws IOException {
    VectorBatch batch = VectorFile.readAll(GOLDEN.resolve(name + ".npy"));

    assertThat(batch).isEqualTo(new VectorBatch(halves(), 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"i1", "i4", "i8", "version2", "version3"})
  void wholeNumbersAreReadAsFloats(String name) throws IOException {
    assertThat(VectorFile.readAll(GOLDEN.resolve(name + ".npy")).row(1))
        .containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"i1", "i4", "i8"})
  void wholeNumbersAreRead(String name) throws IOException {
    assertThat(VectorFile.readAllInts(GOLDEN.resolve(name + ".npy")))
        .containsExactly(-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void bytesAreReadAsTheyAre() throws IOException {
    try (VectorFile unsigned = VectorFile.open(GOLDEN.resolve("u1.npy"));
        VectorFile truth = VectorFile.open(GOLDEN.resolve("b1.npy"))) {
      assertThat(unsigned.bytes(0, 3)).containsExactly(3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(unsigned.elementType()).isEqualTo(ElementType.UINT8);
      assertThat(truth.bytes(1, 1)).containsExactly(1, 1, 1, 1);
      assertThat(truth.floats(0, 1).values()).containsExactly(0, 0, 0, 0);
    }
  }

  @Test
  void anArrayOfOneDimensionHasRowsOfOneValue() throws IOException {
    try (VectorFile line = VectorFile.open(GOLDEN.resolve("line.npy"))) {
      assertThat(line.rows()).isEqualTo(12);
      assertThat(line.dimension()).isEqualTo(1);
      assertThat(line.longs(3, 2)).containsExactly(0, 1);
    }
  }

  @Test
  void noRowIsFine() throws IOException {
    assertThat(VectorFile.readAll(GOLDEN.resolve("empty.npy"))).isEqualTo(VectorBatch.empty(4));
  }

  @Test
  void halvesBecomeTheFloatsThatNumpyMakesOfThem() throws IOException {
    float[] halves = VectorFile.readAll(GOLDEN.resolve("halves.npy")).values();
    float[] floats = VectorFile.readAll(GOLDEN.resolve("halvesasfloats.npy")).values();

    assertThat(halves).hasSize(517).isEqualTo(floats);
  }

  @Test
  void everyHalfSurvivesTheWayThroughAFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfFloat.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfFloat.fromFloat(value)).isEqualTo((short) bits);
        float above = HalfFloat.toFloat((short) (bits + 1));
        float between = (value + above) / 2; // exact: a half has 11 bits, a float 24
        int even = (bits & 1) == 0 ? bits : bits + 1;
        if (Float.isFinite(value) && Float.isFinite(above)) {
          assertThat(HalfFloat.fromFloat(between)).isEqualTo((short) even);
        }
      }
    }
    assertThat(HalfFloat.fromFloat(65519.9f)).isEqualTo((short) 0x7bff);
    assertThat(HalfFloat.fromFloat(65520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(Float.NaN))).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "f2, FLOAT16",
    "f4, FLOAT32",
    "f8, FLOAT64",
    "i1, INT8",
    "u1, UINT8",
    "i4, INT32",
    "i8, INT64",
    "b1, BOOL"
  })
  void whatIsWrittenIsWhatNumpyWrites(String name, ElementType type, @TempDir Path folder)
      throws IOException {
    Path golden = GOLDEN.resolve(name + ".npy");
    Path written = folder.resolve("x.npy");
    try (VectorFile in = VectorFile.open(golden);
        VectorFileWriter out = VectorFileWriter.create(written, type, in.dimension())) {
      assertThat(in.elementType()).isEqualTo(type);
      if (type.floating()) {
        out.write(in.floats(0, 3));
      } else {
        out.write(in.longs(0, 3));
      }
    }

    assertThat(Files.readAllBytes(written)).isEqualTo(Files.readAllBytes(golden));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "fortran; Fortran order, must be in C order; numpy.ascontiguousarray",
        "bigendian; big-endian ('>f4'), must be little-endian; numpy.ndarray.astype",
        "cube; its shape is [3, 2, 2], must have 1 or 2 dimensions; numpy.reshape",
        "scalar; its shape is [], must have 1 or 2 dimensions; numpy.reshape",
        "unsigned32; its values are '<u4', must be one of [<f2, <f4; astype",
        "record; its values are '[('id', '<i8'), ('value', '<f4')]'; astype",
      })
  void otherFormsAreRefusedWithARemedy(String name, String reason, String remedy) {
    Path file = GOLDEN.resolve(name + ".npy");

    assertThatThrownBy(() -> VectorFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read vector file '" + file + "': ")
        .hasMessageContaining(reason)
        .hasMessageContaining(remedy);
  }

  @Test
  void floatsAreNotReadAsNumbers() throws IOException {
    try (VectorFile floats = VectorFile.open(GOLDEN.resolve("f4.npy"))) {
      assertThatThrownBy(() -> floats.ints(0, 1))
          .hasMessageContaining("as whole numbers: its values are float32");
      assertThatThrownBy(() -> floats.bytes(0, 1))
          .hasMessageContaining("as bytes: its values are float32");
    }
  }

  private static float[] halves() {
    float[] values = new float[12];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 3) / 2f;
    }
    return values;
  }
}
