package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with an ONNX graph in it: on disk, or on the class path for the built-in models. Opening
 * it reads the graph's declarations and the hash of all its bytes, weights in side files included.
 */
final class ModelFile {

  private static final String LFS_POINTER = "version https://git-lfs";

  private final String where;
  private final Path path;
  private final Opener opener;
  private final OnnxSignature signature;
  private final String hash;

  private ModelFile(String where, Path path, Opener opener) {
    this.where = where;
    this.path = path;
    this.opener = opener;
    try (InputStream in = stream()) {
      this.signature = OnnxSignature.read(in);
    } catch (IOException e) {
      throw unreadable(e);
    }
    this.hash = hashAll();
  }

  /** A model on disk. */
  static ModelFile of(Path path) {
    return new ModelFile(
        path.toString(), path, () -> new BufferedInputStream(Files.newInputStream(path), 1 << 16));
  }

  /** A model that is no file; {@code where} names it in messages. It is read several times. */
  static ModelFile of(Opener opener, String where) {
    return new ModelFile(where, null, opener);
  }

  /** Opens a model's bytes, the same ones each time. */
  interface Opener {
    InputStream open() throws IOException;
  }

  /** For messages: the path, or what stands for it. */
  String where() {
    return where;
  }

  /** The path, or null if the model is no file. */
  Path path() {
    return path;
  }

  /** All bytes of the graph file, read anew. */
  byte[] bytes() {
    try (InputStream in = stream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  OnnxSignature signature() {
    return signature;
  }

  /** SHA-256 over the graph file and the weight files beside it. */
  String hash() {
    return hash;
  }

  private InputStream stream() throws IOException {
    return opener.open();
  }

  private String hashAll() {
    try (InputStream in = stream()) {
      String own = Sha256.of(in);
      if (signature.externalFiles().isEmpty()) {
        return own;
      }
      StringBuilder all = new StringBuilder(own);
      for (String name : signature.externalFiles()) {
        all.append('\n').append(name).append('=').append(hashOf(weights(name)));
      }
      return Sha256.of(all.toString());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Path weights(String name) {
    Path file = path == null ? null : path.resolveSibling(name).normalize();
    if (file == null || !file.startsWith(path.getParent()) || !Files.isRegularFile(file)) {
      throw new NearfieldException(
          "Cannot open model '"
              + where
              + "': its weights are in '"
              + name
              + "', which is not beside it; copy that file too");
    }
    return file;
  }

  private static String hashOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Sha256.of(in);
    }
  }

  private NearfieldException unreadable(IOException e) {
    if (isLfsPointer()) {
      return new NearfieldException(
          "Cannot open model '"
              + where
              + "': it is a Git LFS pointer, not the model itself; run 'git lfs pull' in its"
              + " repository");
    }
    return new NearfieldException(
        "Cannot open model '"
            + where
            + "': it is not a complete ONNX file ("
            + Messages.oneLine(e)
            + "); export or copy it again",
        e);
  }

  private boolean isLfsPointer() {
    try (InputStream in = stream()) {
      byte[] head = in.readNBytes(LFS_POINTER.length());
      return new String(head, StandardCharsets.US_ASCII).equals(LFS_POINTER);
    } catch (IOException e) {
      return false;
    }
  }
}
