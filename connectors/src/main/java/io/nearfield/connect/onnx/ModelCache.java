package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Model folders that came from elsewhere, once for all processes of this machine.
 *
 * <p>Processes wait for each other, and a folder appears complete or not at all. With it goes a
 * list of its files' SHA-256; a process that finds the folder checks it against the list and has it
 * made again if a file differs. It lies under {@code NEARFIELD_MODEL_CACHE}, else under the folder
 * for temporary files, and may be deleted at any time when no process is starting.
 */
public final class ModelCache {

  private static final String LIST = "files.sha256";

  /** Weights in the formats of other libraries, which often lie beside the ONNX file. */
  private static final List<String> FOREIGN = List.of(".h5", ".msgpack", ".pt", ".pth", ".ot");

  private ModelCache() {}

  /** Puts a model's files into an empty folder. */
  public interface Filler {
    void fill(Path folder) throws IOException;
  }

  /**
   * A folder from the cache.
   *
   * @param key decides what is in it: letters and digits
   * @param name the folder's own name, which models go by
   */
  public static synchronized Path folder(String key, String name, Filler filler) {
    Path place = root().resolve(key);
    Path folder = place.resolve("model").resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
    try {
      Files.createDirectories(root());
      try (FileChannel lock =
          FileChannel.open(
              root().resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        if (!isWhole(place)) {
          make(place, folder, filler);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot put model '"
              + name
              + "' into "
              + place
              + ": "
              + Messages.oneLine(e)
              + "; make room there, or name another folder in NEARFIELD_MODEL_CACHE",
          e);
    }
  }

  /** In the place only when it is whole, so that a process that dies meanwhile spoils nothing. */
  private static void make(Path place, Path folder, Filler filler) throws IOException {
    delete(place);
    Path building = Files.createDirectories(root().resolve(".making-" + UUID.randomUUID()));
    try {
      filler.fill(Files.createDirectories(building.resolve(place.relativize(folder))));
      Files.writeString(building.resolve(LIST), list(building.resolve("model")));
      Files.move(building, place);
    } finally {
      delete(building);
    }
  }

  /** Whether a file of a model folder is one that Nearfield reads. */
  public static boolean isPartOfModel(Path folder, Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".safetensors")) {
      return StaticPlan.describes(folder);
    }
    return FOREIGN.stream().noneMatch(name::endsWith)
        && !(name.startsWith("pytorch_model") && name.endsWith(".bin"));
  }

  private static Path root() {
    String named = System.getenv("NEARFIELD_MODEL_CACHE");
    if (named != null && !named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "nearfield-models-" + System.getProperty("user.name"));
  }

  private static boolean isWhole(Path place) throws IOException {
    Path list = place.resolve(LIST);
    return Files.isRegularFile(list) && Files.readString(list).equals(list(place.resolve("model")));
  }

  private static String list(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          hashes.put(folder.relativize(file).toString(), Sha256.of(in));
        }
      }
    }
    StringBuilder text = new StringBuilder();
    hashes.forEach((file, hash) -> text.append(hash).append("  ").append(file).append('\n'));
    return text.toString();
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
