package io.nearfield.connect.document;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where this process has its classes from, also those that an engine loaded later. */
final class ClassPath {

  private ClassPath() {}

  static String ofThisProcess() {
    Set<String> entries = new LinkedHashSet<>();
    for (ClassLoader loader :
        new ClassLoader[] {
          ClassPath.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
        }) {
      for (ClassLoader l = loader; l != null; l = l.getParent()) {
        if (l instanceof URLClassLoader urls) {
          for (URL url : urls.getURLs()) {
            add(entries, url);
          }
        }
      }
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void add(Set<String> entries, URL url) {
    try {
      if (url.getProtocol().equals("file")) {
        entries.add(Path.of(url.toURI()).toString());
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Not a place that a class path can name.
    }
  }
}
