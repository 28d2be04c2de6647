package io.nearfield.index.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Test data that lies beside the checkout on some machines; without it the test is skipped. */
public final class SharedData {

  private SharedData() {}

  public static Path require(String name) {
    Path path = Path.of(System.getProperty("nearfield.shared.data", "shared-data"), name);
    assumeTrue(Files.exists(path), () -> "Skipped: no shared test data at " + path);
    return path;
  }
}
