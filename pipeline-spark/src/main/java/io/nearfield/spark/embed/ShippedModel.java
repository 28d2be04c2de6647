package io.nearfield.spark.embed;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model that tasks can open wherever they run: a built-in one by its name, a folder in this
 * process as it is, a folder for other processes as its bytes.
 *
 * <p>The bytes travel as a broadcast: Spark's {@code addFile} takes no folder on a cluster, and
 * what {@code addArchive} ships is not found by the tasks of a SQL session.
 *
 * @param location name or folder, for this process
 * @param archive the folder's files; null if they need not be shipped
 * @param identity what must be opened in the end
 */
public record ShippedModel(String location, Broadcast<byte[][]> archive, ModelIdentity identity)
    implements Serializable {

  /** Packs the model up if tasks run elsewhere. */
  public static ShippedModel of(JavaSparkContext context, String location) {
    ModelIdentity identity = Models.identity(location);
    if (isBuiltIn(location) || context.isLocal()) {
      return new ShippedModel(location, null, identity);
    }
    try {
      byte[][] archive = ModelArchive.pack(Path.of(location));
      return new ShippedModel(location, context.broadcast(archive), identity);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot ship model folder '" + location + "' to the executors: " + e.getMessage(), e);
    }
  }

  static boolean isBuiltIn(String location) {
    return location.equals(Models.DEFAULT_TEXT) || location.equals(Models.BUILT_IN_IMAGE);
  }

  /**
   * The process's one instance for items; a task's thread is the only one that a call uses.
   *
   * @throws NearfieldException if what is here is not what the driver saw
   */
  public EmbeddingModel open() {
    return open(ModelOptions.defaults());
  }

  /** The same for items or for questions. */
  public EmbeddingModel open(ModelOptions options) {
    String here =
        archive == null
            ? location
            : ModelArchive.unpacked(identity.hash(), archive.value()).toString();
    EmbeddingModel model = Models.shared(here, options);
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
