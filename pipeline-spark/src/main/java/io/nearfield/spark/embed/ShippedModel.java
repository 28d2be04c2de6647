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
 * @param location what the user gave: name, folder or URI
 * @param here the same for this process: name or local folder
 * @param archive the folder's files; null if they need not be shipped
 * @param identity what must be opened in the end
 */
public record ShippedModel(
    String location, String here, Broadcast<byte[][]> archive, ModelIdentity identity)
    implements Serializable {

  /** Packs the model up if tasks run elsewhere. */
  public static ShippedModel of(JavaSparkContext context, String location) {
    String here = Models.local(location, context.hadoopConfiguration());
    ModelIdentity identity = Models.identity(here);
    if (isBuiltIn(location) || context.isLocal()) {
      return new ShippedModel(location, here, null, identity);
    }
    try {
      byte[][] archive = ModelArchive.pack(Path.of(here));
      return new ShippedModel(location, here, context.broadcast(archive), identity);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot ship model folder '" + location + "' to the executors: " + e.getMessage(), e);
    }
  }

  static boolean isBuiltIn(String location) {
    return location.equals(Models.DEFAULT_TEXT) || location.equals(Models.BUILT_IN_IMAGE);
  }

  /** The driver's one instance for a device. */
  EmbeddingModel openHere(ModelOptions options) {
    return Models.shared(here, options);
  }

  /** The process's one instance for items, on the CPU. */
  public EmbeddingModel open() {
    return open(ModelOptions.defaults());
  }

  /**
   * The process's one instance for a device and purpose; a call uses no thread but its caller's.
   *
   * @throws NearfieldException if what is here is not what the driver saw
   */
  public EmbeddingModel open(ModelOptions options) {
    String folder =
        archive == null ? here : ModelArchive.unpacked(identity, archive.value()).toString();
    EmbeddingModel model = Models.shared(folder, options);
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
