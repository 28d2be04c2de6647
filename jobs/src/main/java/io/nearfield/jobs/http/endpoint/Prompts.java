package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.onnx.Models;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the models of feature sets can be asked with; each model is opened for it once. */
final class Prompts {

  private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);
  private static final ShownIndex.Prompts NONE = new ShownIndex.Prompts(false, false);

  private final Function<FeatureSet, EmbeddingModel> models;
  private final Map<String, ShownIndex.Prompts> known = new ConcurrentHashMap<>();

  Prompts(Function<FeatureSet, EmbeddingModel> models) {
    this.models = models;
    known.put(Models.DEFAULT_TEXT, new ShownIndex.Prompts(true, false));
    known.put(Models.BUILT_IN_IMAGE, new ShownIndex.Prompts(false, true));
  }

  ShownIndex.Prompts of(FeatureSet set) {
    if (set.modelLocation() == null) {
      return NONE;
    }
    ShownIndex.Prompts there = known.get(set.modelLocation());
    if (there != null) {
      return there;
    }
    try {
      EmbeddingModel model = models.apply(set);
      ShownIndex.Prompts prompts =
          new ShownIndex.Prompts(
              model.accepts(Content.Text.class), model.accepts(Content.Image.class));
      known.put(set.modelLocation(), prompts);
      return prompts;
    } catch (RuntimeException e) {
      LOG.warn("Cannot open the model of feature set {}", set.name(), e);
      return NONE; // asked again next time: its folder may come back
    }
  }
}
