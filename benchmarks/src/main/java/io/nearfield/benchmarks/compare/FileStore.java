package io.nearfield.benchmarks.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.benchmarks.BenchmarkException;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.file.IndexFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps each index in a file of a folder, with what it took in a second one. */
public final class FileStore implements IndexStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  public FileStore(Path folder) {
    this.folder = folder;
  }

  /** Where the index of a spec lies. */
  public Path file(String spec, int iterations) {
    String name = spec.replaceAll("[^A-Za-z0-9]", "_");
    return folder.resolve("nearfield-%s-i%d.index".formatted(name, iterations));
  }

  private Path figures(String spec, int iterations) {
    return Path.of(file(spec, iterations) + ".json");
  }

  @Override
  public Kept read(String spec, int iterations) {
    try {
      if (!Files.exists(figures(spec, iterations))) {
        return null;
      }
      Built built = JSON.readValue(figures(spec, iterations).toFile(), Built.class);
      return new Kept(IndexFiles.load(file(spec, iterations)), built);
    } catch (IOException e) {
      throw new BenchmarkException(
          "Cannot read the kept index of '%s': %s; empty '%s'"
              .formatted(spec, e.getMessage(), folder),
          e);
    }
  }

  @Override
  public void write(String spec, int iterations, VectorIndex index, Built built) {
    try {
      Files.createDirectories(folder);
      IndexFiles.write(index, file(spec, iterations));
      Files.write(figures(spec, iterations), JSON.writeValueAsBytes(built)); // last: it is whole
    } catch (IOException e) {
      throw new BenchmarkException(
          "Cannot keep the index of '%s' in '%s': %s".formatted(spec, folder, e.getMessage()), e);
    }
  }
}
