package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with an exported model in it. Which kind it is, its graph says: one that takes {@code
 * input_ids} is a text model, one that takes a tensor of batch x 3 x height x width a picture
 * model, one that takes both a {@linkplain TowerFolder two-tower model}. A Model2Vec folder has no
 * graph; its config.json says that it is one.
 */
final class ModelFolder {

  private static final String EXPORT =
      "export one with 'optimum-cli export onnx --model NAME --task feature-extraction FOLDER'";

  private final Path folder;
  private final List<String> notes = new ArrayList<>();

  private ModelFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Checks a folder's files.
   *
   * @throws NearfieldException if one is missing, cannot be read or is not understood
   */
  static ModelPlan plan(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new NearfieldException(
          "Cannot open model folder '" + folder + "': it is a file; give the folder that holds it");
    }
    return new ModelFolder(folder).plan();
  }

  private ModelPlan plan() {
    if (Files.isRegularFile(folder.resolve("model.safetensors"))
        && StaticPlan.describes(folder)
        && onnxFiles().isEmpty()) {
      return StaticPlan.of(name(), folder, tokenizer(folder.resolve("tokenizer.json")));
    }
    if (TowerFolder.holds(folder)) {
      return new TowerFolder(folder, name(), notes)
          .plan(tokenizer(folder.resolve("tokenizer.json")));
    }
    ModelFile model = ModelFile.of(modelPath());
    if (TextGraph.takesWords(model.signature())) {
      return textPlan(model);
    }
    return imagePlan(model);
  }

  private ModelPlan textPlan(ModelFile model) {
    Path tokenizer = folder.resolve("tokenizer.json");
    if (model.signature().inputs().stream().anyMatch(ImageGraph::looksLikePicture)) {
      return new TowerFolder(folder, name(), notes).plan(model, tokenizer(tokenizer));
    }
    TextGraph graph = TextGraph.of(model);
    byte[] json = tokenizer(tokenizer);
    TextSettings settings = SentenceTransformersFiles.read(folder, graph.pools(), notes);
    return new TextPlan(
        name(), model, graph, json, tokenizer.toString(), settings, List.copyOf(notes));
  }

  private ModelPlan imagePlan(ModelFile model) {
    ImageSettings settings = PreprocessorConfig.readIfPresent(folder);
    boolean picture = model.signature().inputs().stream().anyMatch(ImageGraph::looksLikePicture);
    if (settings == null && picture) {
      throw noPreprocessor(folder);
    }
    if (settings == null) {
      throw new NearfieldException(
          "Cannot use model '"
              + model.where()
              + "': its inputs "
              + model.signature().inputs()
              + " are not understood; a text model takes input_ids, a picture model one float"
              + " tensor of batch x 3 x height x width");
    }
    return new ImagePlan(
        name(), model, ImageGraph.of(model, settings), settings, List.copyOf(notes));
  }

  static NearfieldException noPreprocessor(Path folder) {
    return new NearfieldException(
        "Cannot open model folder '"
            + folder
            + "': it has no "
            + PreprocessorConfig.FILE
            + ", which says how pictures are resized and normalised; save it there with the"
            + " model's image processor (save_pretrained)");
  }

  private byte[] tokenizer(Path file) {
    if (!Files.isRegularFile(file)) {
      boolean older =
          Stream.of("vocab.txt", "vocab.json", "sentencepiece.bpe.model", "spiece.model")
              .anyMatch(name -> Files.exists(folder.resolve(name)));
      throw new NearfieldException(
          "Cannot open model folder '"
              + folder
              + "': it has no tokenizer.json"
              + (older ? " (only an older vocabulary file, which is not enough)" : "")
              + "; save it there with AutoTokenizer.from_pretrained(NAME).save_pretrained(FOLDER)");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read '" + file + "': " + Messages.oneLine(e), e);
    }
  }

  private Path modelPath() {
    Path inner = folder.resolve("onnx").resolve("model.onnx");
    Path outer = folder.resolve("model.onnx");
    if (Files.isRegularFile(inner) && Files.isRegularFile(outer)) {
      throw new NearfieldException(
          "Cannot open model folder '"
              + folder
              + "': it has both onnx/model.onnx and model.onnx; remove the one that is not meant");
    }
    if (Files.isRegularFile(inner)) {
      return inner;
    }
    if (Files.isRegularFile(outer)) {
      return outer;
    }
    List<Path> others = onnxFiles();
    if (others.size() == 1) {
      notes.add("no model.onnx: " + folder.relativize(others.get(0)) + " is used");
      return others.get(0);
    }
    if (!others.isEmpty()) {
      throw new NearfieldException(
          "Cannot open model folder '"
              + folder
              + "': it has no model.onnx but several other models "
              + others.stream().map(folder::relativize).toList()
              + "; rename the one that is meant to model.onnx");
    }
    throw new NearfieldException(
        "Cannot open model folder '"
            + folder
            + "': it has no onnx/model.onnx and no model.onnx"
            + (hasWeightsOnly() ? " (only weights for PyTorch, which are not enough)" : "")
            + "; "
            + EXPORT);
  }

  private boolean hasWeightsOnly() {
    return Stream.of("model.safetensors", "pytorch_model.bin")
        .anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  private List<Path> onnxFiles() {
    List<Path> found = new ArrayList<>();
    for (Path place : List.of(folder.resolve("onnx"), folder)) {
      if (!Files.isDirectory(place)) {
        continue;
      }
      try (Stream<Path> files = Files.list(place)) {
        files
            .filter(file -> file.getFileName().toString().endsWith(".onnx"))
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(found::add);
      } catch (IOException e) {
        throw new NearfieldException(
            "Cannot list model folder '" + place + "': " + Messages.oneLine(e), e);
      }
    }
    return found;
  }

  private String name() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }
}
