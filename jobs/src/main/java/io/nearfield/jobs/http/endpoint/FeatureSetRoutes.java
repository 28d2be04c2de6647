package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Feature sets: listed, made, described anew, deleted. */
final class FeatureSetRoutes {

  private static final String ALL = "/api/v1/datasets/{dataset}/feature-sets";
  private static final String ONE = ALL + "/{set}";

  private final LakeService service;

  FeatureSetRoutes(LakeService service) {
    this.service = service;
  }

  /**
   * A feature set.
   *
   * @param vectors how many it has
   * @param model who made them, in short
   * @param modelLocation where that model is opened from; null for imported vectors
   * @param prompts what can be asked with
   */
  record ShownFeatureSet(
      String name,
      String dataset,
      long vectors,
      int dimension,
      String metric,
      String model,
      String modelLocation,
      EntityType entityType,
      String setType,
      Map<String, String> metadata,
      ShownIndex.Prompts prompts) {}

  /**
   * A feature set to be made, for vectors that somebody brings.
   *
   * @param name unique in the dataset
   * @param dimension how many numbers a vector has
   * @param metric cosine if not given
   * @param entityType item if not given
   * @param setType the user's own word for the kind of set
   * @param metadata the user's own notes by name
   */
  record NewFeatureSet(
      String name,
      Integer dimension,
      String metric,
      String entityType,
      String setType,
      Map<String, String> metadata) {}

  /** What is to be said of a feature set from now on; what is not given stays. */
  record Description(String name, String setType, Map<String, String> metadata) {}

  List<Route> all() {
    return List.of(
        Route.get(ALL, "listFeatureSets", "The feature sets of a dataset")
            .givesMany(ShownFeatureSet.class)
            .heavy()
            .by(this::list),
        Route.get(ONE, "getFeatureSet", "One feature set")
            .gives(ShownFeatureSet.class)
            .heavy()
            .by(call -> Reply.ok(shown(required(call)))),
        Route.of("POST", ALL, "createFeatureSet", "Makes a feature set for vectors of your own")
            .takes(Route.Intake.JSON, NewFeatureSet.class)
            .givesNew(ShownFeatureSet.class)
            .heavy()
            .by(this::create),
        Route.of(
                "PATCH",
                ONE,
                "describeFeatureSet",
                "Renames a feature set, or says something else of it")
            .takes(Route.Intake.JSON, Description.class)
            .gives(ShownFeatureSet.class)
            .heavy()
            .by(this::describe),
        Route.of("DELETE", ONE, "deleteFeatureSet", "Deletes a feature set that no index needs")
            .query(
                "files",
                Parameter.Kind.TEXT,
                "keep (the record alone goes) or remove (the vectors too); keep if not given")
            .givesNothing()
            .heavy()
            .by(this::delete));
  }

  private Reply list(Call call) {
    service.lake().requireDataset(call.path("dataset"));
    return Reply.ok(
        service.lake().featureSets(call.path("dataset")).stream().map(this::shown).toList());
  }

  private FeatureSet required(Call call) {
    return service.lake().requireFeatureSet(call.path("dataset"), call.path("set"));
  }

  private ShownFeatureSet shown(FeatureSet set) {
    Lake lake = service.lake();
    return new ShownFeatureSet(
        set.name(),
        set.dataset(),
        lake.features(set).count(),
        set.dimension(),
        ShownIndex.lower(set.metric()),
        set.model().shortForm(),
        set.modelLocation(),
        set.entityType(),
        set.setType(),
        set.metadata(),
        service.prompts().of(set));
  }

  private Reply create(Call call) {
    NewFeatureSet wanted = call.json(NewFeatureSet.class);
    if (wanted.name() == null || wanted.dimension() == null) {
      String missing = wanted.name() == null ? "name" : "dimension";
      throw HttpProblem.bad(
          "missing_field", "Cannot make a feature set without '" + missing + "'", missing);
    }
    if (wanted.dimension() < 1 || wanted.dimension() > service.limits().vectorLength()) {
      throw HttpProblem.bad(
          "limit_exceeded",
          "Cannot make a feature set of dimension "
              + wanted.dimension()
              + ": it is 1 to "
              + service.limits().vectorLength(),
          "dimension");
    }
    service.lake().requireDataset(call.path("dataset"));
    FeatureSet made =
        new FeatureSet(
            call.path("dataset"),
            wanted.name(),
            choice("metric", wanted.metric(), Metric.COSINE),
            ModelIdentity.imported(wanted.dimension()),
            null,
            choice("entityType", wanted.entityType(), EntityType.ITEM),
            wanted.setType() == null ? "" : wanted.setType(),
            wanted.metadata() == null ? Map.of() : wanted.metadata());
    return new Reply.Json(201, shown(service.lake().createFeatureSet(made)));
  }

  private static <E extends Enum<E>> E choice(String field, String given, E otherwise) {
    if (given == null) {
      return otherwise;
    }
    for (E one : otherwise.getDeclaringClass().getEnumConstants()) {
      if (one.name().equals(given.toUpperCase(Locale.ROOT))) {
        return one;
      }
    }
    List<String> known =
        List.of(otherwise.getDeclaringClass().getEnumConstants()).stream()
            .map(ShownIndex::lower)
            .toList();
    throw HttpProblem.bad(
        "invalid_field",
        "Cannot take " + field + " '" + given + "'; there are " + String.join(", ", known),
        field);
  }

  private Reply describe(Call call) {
    Description words = call.json(Description.class);
    FeatureSet set = required(call);
    if (words.name() != null && !words.name().equals(set.name())) {
      set = service.lake().renameFeatureSet(set.dataset(), set.name(), words.name());
    }
    return Reply.ok(
        shown(
            service
                .lake()
                .updateFeatureSet(
                    set.describedBy(
                        words.setType() == null ? set.setType() : words.setType(),
                        words.metadata() == null ? set.metadata() : words.metadata()))));
  }

  /** Whether the files are to go with the record. */
  static boolean removesFiles(Call call) {
    String files = call.query("files").orElse("keep");
    if (!List.of("keep", "remove").contains(files)) {
      throw HttpProblem.bad(
          "invalid_parameter", "Cannot take this for files; it is keep or remove", "files");
    }
    return files.equals("remove");
  }

  private Reply delete(Call call) {
    boolean files = removesFiles(call);
    FeatureSet set = required(call);
    var users = service.lake().usersOf(set);
    if (!users.isEmpty()) {
      throw new HttpProblem(
          409,
          "in_use",
          "Cannot delete feature set '" + set.name() + "': it is used by " + users.keySet(),
          null);
    }
    service.lake().deleteFeatureSet(set, files);
    return Reply.nothing();
  }
}
