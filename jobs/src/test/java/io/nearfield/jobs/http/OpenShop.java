package io.nearfield.jobs.http;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.jobs.http.endpoint.LakeRoutes;
import io.nearfield.jobs.http.endpoint.ServiceOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The toy shop behind an open door. */
final class OpenShop implements AutoCloseable {

  private final Lake lake;
  private final LakeRoutes routes;

  OpenShop(Path folder, DoorOptions door) {
    lake = Lake.open(LakeOptions.of(folder.toString()));
    if (!lake.datasetExists(ToyShop.DATASET)) {
      ToyShop.fill(lake);
    }
    routes =
        LakeRoutes.open(
            lake,
            door,
            ServiceOptions.of(door.limits(), location -> ToyShop.model())
                .withFollow(Duration.ofMillis(100)));
  }

  Lake lake() {
    return lake;
  }

  Asking http() {
    return new Asking(routes.address());
  }

  URI address() {
    return routes.address();
  }

  List<Route> routes() {
    return routes.routes();
  }

  @Override
  public void close() {
    routes.close();
    lake.close();
  }
}
