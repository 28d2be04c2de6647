package io.nearfield.spark.embed;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;

/**
 * A model that tasks can open wherever they run: a built-in one by its name, a folder in this
 * process as it is, a folder for other processes as an archive that Spark unpacks there.
 *
 * @param location name or folder, for this process
 * @param archive the name under which executors find the folder; null if it is not shipped
 * @param identity what must be opened in the end
 */
record ShippedModel(String location, String archive, ModelIdentity identity)
    implements Serializable {

  /** Weights in the formats of other libraries, which often lie beside the ONNX file. */
  private static final List<String> FOREIGN =
      List.of(".safetensors", ".h5", ".msgpack", ".pt", ".pth", ".ot");

  static ShippedModel of(SparkContext context, String location) {
    ModelIdentity identity = Models.identity(location);
    if (isBuiltIn(location) || context.isLocal()) {
      return new ShippedModel(location, null, identity);
    }
    String name = "nearfield-model-" + identity.hash().substring(0, 16);
    try {
      Path zip = Files.createTempDirectory("nearfield").resolve(name + ".zip");
      zip(Path.of(location), zip);
      context.addArchive(zip.toUri() + "#" + name);
      zip.toFile().deleteOnExit();
      zip.getParent().toFile().deleteOnExit();
      return new ShippedModel(location, name, identity);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot ship model folder '" + location + "' to the executors: " + e.getMessage(), e);
    }
  }

  static boolean isBuiltIn(String location) {
    return location.equals(Models.DEFAULT_TEXT) || location.equals(Models.BUILT_IN_IMAGE);
  }

  private static void zip(Path folder, Path zip) throws IOException {
    try (Stream<Path> files = Files.walk(folder);
        OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      for (Path file : files.filter(Files::isRegularFile).filter(ShippedModel::isOurs).toList()) {
        archive.putNextEntry(
            new ZipEntry(
                folder
                    .relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/")));
        Files.copy(file, archive);
        archive.closeEntry();
      }
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return FOREIGN.stream().noneMatch(name::endsWith)
        && !(name.startsWith("pytorch_model") && name.endsWith(".bin"));
  }

  /**
   * The process's one instance; a task's thread is the only one that a call uses.
   *
   * @throws NearfieldException if what is here is not what the driver saw
   */
  EmbeddingModel open() {
    String here = archive == null ? location : SparkFiles.get(archive);
    EmbeddingModel model = Models.shared(here, ModelOptions.defaults());
    if (!model.identity().hash().equals(identity.hash())) {
      throw new NearfieldException(
          "Cannot embed with model '"
              + location
              + "': this executor opened "
              + model.identity().shortForm()
              + ", the driver "
              + identity.shortForm()
              + "; install the same version of Nearfield everywhere");
    }
    return model;
  }
}
