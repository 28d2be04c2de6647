package io.nearfield.spark.embed;

import io.nearfield.connect.image.Picture;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pictures that this process decoded last, as many as an eighth of its heap holds and always
 * the last one. Thread-safe; a picture that several ask for at once is decoded once.
 */
final class RecentPictures {

  private static final int LOCKS = 64;
  private static final long BYTES_PER_PIXEL = 4;

  private final long budget;
  private final Map<String, Picture> pictures = new LinkedHashMap<>(16, 0.75f, true);
  private final Object[] locks = new Object[LOCKS];
  private long held;

  RecentPictures(long budget) {
    this.budget = budget;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  static RecentPictures ofProcess() {
    return new RecentPictures(Runtime.getRuntime().maxMemory() / 8);
  }

  /** Decodes a picture that is not there. */
  interface Loader {
    Picture load() throws IOException;
  }

  Picture get(String key, Loader loader) throws IOException {
    synchronized (locks[Math.floorMod(key.hashCode(), LOCKS)]) {
      Picture there = find(key);
      if (there != null) {
        return there;
      }
      Picture loaded = loader.load();
      keep(key, loaded);
      return loaded;
    }
  }

  private synchronized Picture find(String key) {
    return pictures.get(key);
  }

  private synchronized void keep(String key, Picture picture) {
    pictures.put(key, picture);
    held += bytes(picture);
    Iterator<Map.Entry<String, Picture>> eldest = pictures.entrySet().iterator();
    while (held > budget && pictures.size() > 1) {
      held -= bytes(eldest.next().getValue());
      eldest.remove();
    }
  }

  private static long bytes(Picture picture) {
    return BYTES_PER_PIXEL * picture.width() * picture.height();
  }
}
