package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens embedding models by name or folder.
 *
 * <p>A folder is what sentence-transformers or Optimum export: {@code onnx/model.onnx} or {@code
 * model.onnx} with {@code tokenizer.json} and its small JSON files for texts, or with {@code
 * preprocessor_config.json} for pictures, or with both and a graph for each side for texts and
 * pictures in one space; or what Model2Vec saves: {@code model.safetensors}, {@code tokenizer.json}
 * and {@code config.json}. All of it is checked when it is opened.
 *
 * <pre>{@code
 * EmbeddingModel model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
 * float[] vector = model.embed(new Content.Text("a red bicycle"));
 * }</pre>
 *
 * <p>Thread-safe, and so is every model. A model's native memory is that of its weights plus what
 * the calls under way need.
 */
public final class Models {

  /** The built-in text model: all-MiniLM-L6-v2, quantized, 384 dimensions, 256 tokens. */
  public static final String DEFAULT_TEXT = "minilm";

  /** The built-in picture model: colour and gradient layout, 192 dimensions. */
  public static final String BUILT_IN_IMAGE = "image-layout";

  private static final Logger LOG = LoggerFactory.getLogger(Models.class);
  private static final ConcurrentMap<Place, LoadedModel> SHARED = new ConcurrentHashMap<>();

  private record Place(ModelLocation location, Device device) {}

  private Models() {}

  /** Whether the ONNX Runtime on the class path could run models on NVIDIA GPUs. */
  public static boolean cudaBuiltIn() {
    return Cuda.builtIn();
  }

  /**
   * Opens a model of the caller's own.
   *
   * @param location {@link #DEFAULT_TEXT}, {@link #BUILT_IN_IMAGE}, or a model folder: a path, or a
   *     URI of any file system that Hadoop knows
   * @return to be closed by the caller
   * @throws io.nearfield.connect.api.NearfieldException if the folder is missing, incomplete or not
   *     understood; the message says which file and what to do
   */
  public static EmbeddingModel open(String location, ModelOptions options) {
    return load(ModelLocation.of(location), options).view(options);
  }

  /**
   * The one instance of this process for a location and device: opened at the first call, with that
   * call's threads, and kept until the process ends. Closing what is returned does nothing. A
   * folder that changes meanwhile is not read again.
   *
   * @see #open
   */
  public static EmbeddingModel shared(String location, ModelOptions options) {
    LoadedModel model =
        SHARED.computeIfAbsent(
            new Place(ModelLocation.of(location), options.device()),
            place -> load(place.location(), options));
    return new SharedModel(model.view(options));
  }

  /**
   * Who {@code open(location, ..)} would be. Reads and checks the folder's files; the graph itself
   * is loaded only if it does not declare its dimension.
   */
  public static ModelIdentity identity(String location) {
    ModelLocation where = ModelLocation.of(location);
    for (Map.Entry<Place, LoadedModel> shared : SHARED.entrySet()) {
      if (shared.getKey().location().equals(where)) {
        return shared.getValue().identity();
      }
    }
    ModelPlan plan = where.plan();
    if (plan.declaredDimension() > 0) {
      return plan.identity(plan.declaredDimension());
    }
    try (LoadedModel model = plan.load(1)) {
      return model.identity();
    }
  }

  /**
   * Which kinds of content {@code open(location, ..)} would take. Reads and checks the folder's
   * files.
   */
  public static Set<Class<? extends Content>> accepts(String location) {
    ModelPlan plan = ModelLocation.of(location).plan();
    if (plan instanceof TwoTowerPlan) {
      return Set.of(Content.Text.class, Content.Image.class);
    }
    return plan instanceof ImagePlan || BUILT_IN_IMAGE.equals(location)
        ? Set.of(Content.Image.class)
        : Set.of(Content.Text.class);
  }

  /**
   * What this process can open a model by: a built-in name, or a folder of this machine. A folder
   * elsewhere is fetched for that, once per machine.
   *
   * @param hadoop how other file systems are reached
   */
  public static String local(String location, Configuration hadoop) {
    ModelLocation where = ModelLocation.of(location, hadoop);
    return where.builtIn() != null ? where.builtIn() : where.folder().toString();
  }

  /**
   * A location that means the same in every process of this machine, whatever its working folder:
   * the built-in name, or the folder's absolute path.
   *
   * @throws io.nearfield.connect.api.NearfieldException if there is no such model
   */
  public static String absolute(String location) {
    ModelLocation where = ModelLocation.of(location);
    return where.builtIn() != null ? where.builtIn() : where.folder().toString();
  }

  private static LoadedModel load(ModelLocation location, ModelOptions options) {
    ModelPlan plan = location.plan();
    for (String note : plan.notes()) {
      LOG.warn("Model '{}': {}", plan.name(), note);
    }
    return plan.load(options.threads(), options.device());
  }
}
