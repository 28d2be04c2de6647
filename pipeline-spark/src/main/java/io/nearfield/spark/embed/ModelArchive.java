package io.nearfield.spark.embed;

import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.onnx.ModelCache;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
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

/** A model folder as bytes, and back to a folder, once on each machine. */
final class ModelArchive {

  /** Pieces that one array can hold, whatever the model's size. */
  private static final int PIECE = 32 << 20;

  private static final ConcurrentMap<String, Path> UNPACKED = new ConcurrentHashMap<>();

  private ModelArchive() {}

  static byte[][] pack(Path folder) throws IOException {
    Pieces pieces = new Pieces();
    try (Stream<Path> files = Files.walk(folder);
        ZipOutputStream zip = new ZipOutputStream(pieces)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> ModelCache.isPartOfModel(folder, file))
              .toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return pieces.all();
  }

  /**
   * The folder of this model on this machine: unpacked by the first process that needs it, and
   * again if it is no longer what was unpacked.
   */
  static Path unpacked(ModelIdentity model, byte[][] pieces) {
    return UNPACKED.computeIfAbsent(
        model.hash(),
        key -> ModelCache.folder(key, model.name(), folder -> unpack(pieces, folder)));
  }

  private static void unpack(byte[][] pieces, Path folder) throws IOException {
    List<InputStream> streams =
        Arrays.stream(pieces).<InputStream>map(ByteArrayInputStream::new).toList();
    try (ZipInputStream zip =
        new ZipInputStream(new SequenceInputStream(Collections.enumeration(streams)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("'" + entry.getName() + "' leads out of the folder");
        }
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
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
