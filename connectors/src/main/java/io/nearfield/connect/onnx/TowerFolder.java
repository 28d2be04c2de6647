package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a model of two towers, one for texts and one for pictures, whose vectors lie in one
 * space: {@code text_model.onnx} and {@code vision_model.onnx}, or a graph with both in it.
 *
 * <p>Of a tower's outputs only the projection into the common space is taken; what is before it has
 * another meaning, even where it has the same dimension.
 */
final class TowerFolder {

  static final String TEXT = "text_model.onnx";
  static final String VISION = "vision_model.onnx";

  private static final List<String> TEXT_OUTPUTS = List.of("text_embeds", "text_embeddings");
  private static final List<String> IMAGE_OUTPUTS = List.of("image_embeds", "image_embeddings");

  private final Path folder;
  private final String name;
  private final List<String> notes;

  /** {@code notes} gets what is assumed. */
  TowerFolder(Path folder, String name, List<String> notes) {
    this.folder = folder;
    this.name = name;
    this.notes = notes;
  }

  /** Whether a folder has a file for each tower. */
  static boolean holds(Path folder) {
    return !places(folder).isEmpty();
  }

  /** The plan of two files. */
  TwoTowerPlan plan(byte[] tokenizer) {
    List<Path> places = places(folder);
    if (places.size() > 1) {
      throw new NearfieldException(
          "Cannot open model folder '"
              + folder
              + "': it has towers both in onnx/ and beside it; remove the ones that are not meant");
    }
    ModelFile vision = ModelFile.of(places.get(0).resolve(VISION));
    return plan(ModelFile.of(places.get(0).resolve(TEXT)), vision, tokenizer);
  }

  /** The plan of one graph that takes texts and pictures. */
  TwoTowerPlan plan(ModelFile both, byte[] tokenizer) {
    notes.add(
        "texts and pictures share one graph, which computes both sides for each of them; "
            + TEXT
            + " and "
            + VISION
            + " embed faster");
    return plan(both, both, tokenizer);
  }

  private TwoTowerPlan plan(ModelFile words, ModelFile pictures, byte[] tokenizer) {
    ImageSettings images = PreprocessorConfig.readIfPresent(folder);
    if (images == null) {
      throw ModelFolder.noPreprocessor(folder);
    }
    if (!TextGraph.takesWords(words.signature())) {
      throw new NearfieldException(
          "Cannot use model '"
              + words.where()
              + "': its inputs "
              + words.signature().inputs()
              + " have no input_ids, which a text side takes; export it again");
    }
    TextGraph textGraph = TextGraph.tower(words, outputs(TEXT_OUTPUTS));
    ImageGraph imageGraph = ImageGraph.tower(pictures, images, outputs(IMAGE_OUTPUTS));
    TextSettings settings =
        TowerPadding.read(folder, isSiglip())
            .apply(SentenceTransformersFiles.read(folder, true, notes), textGraph.fixedTokens());
    String tokenizerWhere = folder.resolve("tokenizer.json").toString();
    return TwoTowerPlan.of(
        new TextPlan(name, words, textGraph, tokenizer, tokenizerWhere, settings, List.of()),
        new ImagePlan(name, pictures, imageGraph, images, List.of()),
        List.copyOf(notes));
  }

  /** SigLIP has no projection: what it pools is in the common space already. */
  private List<String> outputs(List<String> projections) {
    List<String> names = new ArrayList<>(projections);
    if (isSiglip()) {
      names.add("pooler_output");
    }
    return names;
  }

  private boolean isSiglip() {
    JsonFile config = JsonFile.readIfPresent(folder.resolve("config.json"));
    return config != null && config.text("model_type", "").startsWith("siglip");
  }

  /** The first of these outputs that a graph has. */
  static TensorPort output(ModelFile model, List<String> names, String side) {
    for (String wanted : names) {
      for (TensorPort output : model.signature().outputs()) {
        boolean shaped = output.rank() == 2 || output.rank() == -1;
        if (output.name().equals(wanted) && output.isFloat() && shaped) {
          return output;
        }
      }
    }
    throw new NearfieldException(
        "Cannot use model '"
            + model.where()
            + "': none of its outputs "
            + model.signature().outputs()
            + " is a "
            + side
            + "'s vector in the space that texts and pictures share, "
            + String.join(" or ", names)
            + " of batch x dimension; export it with its projection");
  }

  private static List<Path> places(Path folder) {
    List<Path> found = new ArrayList<>();
    for (Path place : List.of(folder.resolve("onnx"), folder)) {
      if (Files.isRegularFile(place.resolve(TEXT)) && Files.isRegularFile(place.resolve(VISION))) {
        found.add(place);
      }
    }
    return found;
  }
}
