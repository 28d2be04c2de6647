package io.nearfield.spark.embed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A model folder as bytes, and back to a folder, once in each process. */
final class ModelArchive {

  /** Pieces that one array can hold, whatever the model's size. */
  private static final int PIECE = 32 << 20;

  /** Weights in the formats of other libraries, which often lie beside the ONNX file. */
  private static final List<String> FOREIGN =
      List.of(".safetensors", ".h5", ".msgpack", ".pt", ".pth", ".ot");

  private static final ConcurrentMap<String, Path> UNPACKED = new ConcurrentHashMap<>();

  private ModelArchive() {}

  static byte[][] pack(Path folder) throws IOException {
    Pieces pieces = new Pieces();
    try (Stream<Path> files = Files.walk(folder);
        ZipOutputStream zip = new ZipOutputStream(pieces)) {
      for (Path file : files.filter(Files::isRegularFile).filter(ModelArchive::isOurs).toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return pieces.all();
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return FOREIGN.stream().noneMatch(name::endsWith)
        && !(name.startsWith("pytorch_model") && name.endsWith(".bin"));
  }

  /** The folder of this model in this process; it is deleted when the process ends. */
  static Path unpacked(String hash, byte[][] pieces) {
    return UNPACKED.computeIfAbsent(hash, key -> unpack(pieces));
  }

  private static Path unpack(byte[][] pieces) {
    try {
      Path folder = Files.createTempDirectory("nearfield-model");
      folder.toFile().deleteOnExit();
      List<InputStream> streams =
          Arrays.stream(pieces).<InputStream>map(ByteArrayInputStream::new).toList();
      try (ZipInputStream zip =
          new ZipInputStream(new SequenceInputStream(Collections.enumeration(streams)))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          Path file = folder.resolve(entry.getName());
          for (Path parent = file.getParent();
              !parent.equals(folder) && !Files.exists(parent);
              parent = parent.getParent()) {
            parent.toFile().deleteOnExit();
          }
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
          file.toFile().deleteOnExit();
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack the model: " + e.getMessage(), e);
    }
  }

  private static final class Pieces extends OutputStream {
    private final List<byte[]> full = new ArrayList<>();
    private ByteArrayOutputStream current = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      current.write(bytes, offset, length);
      if (current.size() >= PIECE) {
        full.add(current.toByteArray());
        current = new ByteArrayOutputStream();
      }
    }

    byte[][] all() {
      full.add(current.toByteArray());
      return full.toArray(byte[][]::new);
    }
  }
}
