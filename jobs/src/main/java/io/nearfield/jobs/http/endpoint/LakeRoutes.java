package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.http.DoorOptions;
import io.nearfield.jobs.http.HttpDoor;
import io.nearfield.jobs.http.Route;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * A warehouse over HTTP: everything there is to ask, behind an open door. Thread-safe; what it was
 * given stays open when it is closed.
 *
 * <pre>{@code
 * try (LakeRoutes routes = LakeRoutes.open(lake, DoorOptions.local(), service)) {
 *   System.out.println(routes.address());
 *   routes.join();
 * }
 * }</pre>
 */
public final class LakeRoutes implements AutoCloseable {

  private final HttpDoor door;
  private LakeService service;

  private LakeRoutes(Lake lake, DoorOptions door, ServiceOptions options) {
    this.door = HttpDoor.open(door, inside -> routes(lake, options, inside));
  }

  /**
   * Opens the door.
   *
   * @throws io.nearfield.connect.api.NearfieldException if the port is taken
   */
  public static LakeRoutes open(Lake lake, DoorOptions door, ServiceOptions options) {
    return new LakeRoutes(lake, door, options);
  }

  private List<Route> routes(Lake lake, ServiceOptions options, HttpDoor.Inside inside) {
    service = new LakeService(lake, options, inside);
    return Stream.of(
            new DatasetRoutes(service).all(),
            new FeatureSetRoutes(service).all(),
            new IndexRoutes(service).all(),
            new LookupRoutes(service).all(),
            new ItemRoutes(service).all(),
            new ViewRoutes(service).all(),
            new QueryRoutes(service).all(),
            new BrowseRoutes(service).all(),
            new ServiceRoutes(service, inside).all())
        .flatMap(List::stream)
        .toList();
  }

  /** Everything that is served. */
  public List<Route> routes() {
    return door.routes();
  }

  /** Where it listens. */
  public URI address() {
    return door.address();
  }

  /** Waits until another thread closes it. */
  public void join() throws InterruptedException {
    door.join();
  }

  @Override
  public void close() {
    door.close();
    service.close();
  }
}
