package io.nearfield.jobs.page;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.jobs.http.DoorOptions;
import io.nearfield.jobs.http.Limits;
import io.nearfield.jobs.http.endpoint.LakeRoutes;
import io.nearfield.jobs.http.endpoint.ServiceOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the page as its users have it: the real server over a small warehouse, in a real
 * Chromium. Both are started once for all tests; where there is no Chromium, the tests are skipped.
 */
final class PageExtension implements ParameterResolver, BeforeEachCallback {

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(PageExtension.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    Page page = page(context);
    page.browser().resize(1320, 900);
    page.browser().complaints(); // those of the test before are not this one's
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Page.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return page(context);
  }

  private static Page page(ExtensionContext context) {
    Optional<?> page =
        context
            .getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent("page", key -> Page.start(), Optional.class);
    Assumptions.assumeTrue(
        page.isPresent(),
        "Chromium and its driver are not installed here (apt-get install chromium chromium-driver)");
    Page started = (Page) page.get();
    context.getRoot().getStore(SPACE).getOrComputeIfAbsent("end", key -> started.end());
    return started;
  }

  /** The server and the browser. */
  record Page(
      Path folder,
      Lake lake,
      PageLake content,
      LakeRoutes server,
      WebDriver driver,
      Browser browser) {

    static Optional<Page> start() {
      if (!WebDriver.installed()) {
        return Optional.empty();
      }
      try {
        Path folder = Files.createTempDirectory("nearfield-page");
        Lake lake = Lake.open(LakeOptions.of(folder.resolve("warehouse").toString()));
        PageLake content = new PageLake(lake, Files.createDirectories(folder.resolve("sample")));
        content.build();
        LakeRoutes server =
            LakeRoutes.open(
                lake,
                DoorOptions.local(),
                ServiceOptions.of(Limits.defaults(), PageExtension::model)
                    .withFollow(Duration.ofMillis(200)));
        WebDriver driver = WebDriver.start(folder.resolve("profile"));
        Browser browser = new Browser(driver, Path.of("target", "screenshots"));
        return Optional.of(new Page(folder, lake, content, server, driver, browser));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Opens the page in a state and waits until it is shown. */
    Browser open(String query) {
      browser.open(URI.create(server.address() + "/" + query));
      browser.await("the page", "document.querySelector('main:not([aria-busy]) > *')");
      return browser;
    }

    AutoCloseable end() {
      return () -> {
        driver.close();
        server.close();
        lake.close();
        try (Stream<Path> all = Files.walk(folder)) {
          all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
      };
    }
  }

  static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static EmbeddingModel model(String location) {
    return Models.shared(location, ModelOptions.defaults().forQueries());
  }
}
