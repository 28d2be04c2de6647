package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import io.nearfield.connect.query.SemanticIndex;
import io.nearfield.jobs.render.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield semantic create}. */
@Command(
    name = "create",
    description =
        "Makes a semantic index: a feature set, a measure, and models each with the fields of a"
            + " document that it encodes. The first model whose fields a document has is used.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield semantic create --dataset notes --name docs --feature-set words --model text=minilm",
      "  nearfield semantic create --dataset photos --name my-index --feature-set clip \\",
      "    --model image=models/clip --model captions=models/clip --measure css",
      "  nearfield semantic create --dataset shop --name own --feature-set words \\",
      "    --model title+brand=minilm --measure com.example.MyMeasure"
    })
final class SemanticCreateCommand implements Callable<Integer> {

  @ParentCommand private SemanticCommand semantic;

  @Mixin private DatasetChoice dataset;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Its name.")
  private String name;

  @Option(
      names = "--feature-set",
      required = true,
      paramLabel = "FS",
      description = "Whose vectors are searched.")
  private String featureSet;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "KEY=MODEL",
      description =
          "A field of the document, or several with + between them, and the model that encodes it:"
              + " a built-in one or a folder. Repeat for more, in the order in which they are tried.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--measure",
      paramLabel = "MEASURE",
      defaultValue = "css",
      description =
          "css (cosine), dot, euclidean, l1, or the name of a class that implements"
              + " io.nearfield.connect.query.Measure. Default: ${DEFAULT-VALUE}.")
  private String measure;

  @Option(names = "--replace", description = "Even if there is one of that name.")
  private boolean replace;

  @Override
  public Integer call() {
    RootCommand root = semantic.root();
    SemanticIndex index =
        new SemanticIndex(
            name, featureSet, models.stream().map(SemanticCreateCommand::keyed).toList(), measure);
    try (Lake lake = root.openLake()) {
      String in = dataset.in(lake);
      FeatureSet set = lake.requireFeatureSet(in, featureSet);
      for (SemanticIndex.KeyedModel model : index.models()) {
        int dimension = Models.identity(model.model()).dimension();
        if (dimension != set.dimension()) {
          throw new IllegalArgumentException(
              "Cannot encode '%s' with model '%s': its vectors have dimension %d, those of feature set '%s' %d (--model)"
                  .formatted(
                      String.join("+", model.keys()),
                      model.model(),
                      dimension,
                      featureSet,
                      set.dimension()));
        }
      }
      lake.semanticIndexes(in).save(name, index.toJson(), replace);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(SemanticShowCommand.json(in, index))
                  : "Saved: " + SemanticShowCommand.sentence(in, index));
    }
    return ExitStatus.OK;
  }

  private static SemanticIndex.KeyedModel keyed(String given) {
    int equals = given.indexOf('=');
    if (equals < 1 || equals == given.length() - 1) {
      throw new IllegalArgumentException(
          "Cannot use model '" + given + "': write KEY=MODEL, such as text=minilm (--model)");
    }
    return new SemanticIndex.KeyedModel(
        Arrays.asList(given.substring(0, equals).split("\\+")),
        Models.absolute(given.substring(equals + 1)));
  }
}
