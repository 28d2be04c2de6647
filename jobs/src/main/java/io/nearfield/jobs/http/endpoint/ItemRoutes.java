package io.nearfield.jobs.http.endpoint;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nearfield.connect.image.Picture;
import io.nearfield.connect.image.PictureLimits;
import io.nearfield.connect.image.Pictures;
import io.nearfield.connect.image.Thumbnail;
import io.nearfield.connect.lookup.StoredItem;
import io.nearfield.connect.lookup.StoredItems;
import io.nearfield.jobs.http.Call;
import io.nearfield.jobs.http.HttpProblem;
import io.nearfield.jobs.http.Parameter;
import io.nearfield.jobs.http.Reply;
import io.nearfield.jobs.http.Route;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Items: page by page, by id, and what they look like. */
final class ItemRoutes {

  private static final String ALL = "/api/v1/datasets/{dataset}/items";
  private static final String ONE = ALL + "/{item}";
  private static final int MOST_IDS = 1_000;
  private static final int MOST_BYTES = 64 << 20;
  private static final Map<String, String> KEEP = Map.of("Cache-Control", "private, max-age=300");

  private final LakeService service;
  private final Cache<Key, byte[]> thumbnails =
      Caffeine.newBuilder()
          .maximumWeight(Runtime.getRuntime().maxMemory() / 32)
          .weigher((Key key, byte[] bytes) -> bytes.length + 200)
          .build();

  /** A thumbnail is of a content, whatever item has it. */
  private record Key(String contentHash, int size) {}

  ItemRoutes(LakeService service) {
    this.service = service;
  }

  List<Route> all() {
    return List.of(
        Route.get(ALL, "listItems", "Items of a dataset: all, some by id, or those of a filter")
            .query("ids", Parameter.Kind.TEXT, "Only these, separated by commas")
            .query("filter", Parameter.Kind.TEXT, "Only those for which this is true")
            .query("page", Parameter.Kind.WHOLE, "From 0")
            .query("pageSize", Parameter.Kind.WHOLE, "How many a page has; 100 if not given")
            .gives(ShownItem.Page.class)
            .heavy()
            .by(this::list),
        Route.get(ONE, "getItem", "One item")
            .gives(ShownItem.class)
            .heavy()
            .by(call -> Reply.ok(ShownItem.of(call.path("dataset"), required(call)))),
        Route.get(ONE + "/thumbnail", "getThumbnail", "A small copy of an item's picture")
            .query("size", Parameter.Kind.WHOLE, "Its longer side in pixels; 200 if not given")
            .givesBytes("image/jpeg")
            .heavy()
            .by(this::thumbnail),
        Route.get(ONE + "/content", "getContent", "The text or the file of an item")
            .givesBytes("*/*")
            .heavy()
            .by(this::content));
  }

  private StoredItems items(Call call) {
    service.lake().requireDataset(call.path("dataset"));
    return new StoredItems(service.lake(), call.path("dataset"));
  }

  private Reply list(Call call) {
    StoredItems items = items(call);
    String dataset = call.path("dataset");
    int pageSize = call.whole("pageSize", 100, 1, Math.min(1_000, service.limits().results()));
    int page = call.whole("page", 0, 0, 1_000_000);
    Optional<String> ids = call.query("ids");
    Optional<String> filter = call.query("filter");
    if (ids.isPresent()) {
      if (filter.isPresent()) {
        throw HttpProblem.bad(
            "invalid_parameter", "Cannot list items by ids and by a filter at once", "filter");
      }
      List<String> wanted =
          Arrays.stream(ids.get().split(",", -1)).filter(id -> !id.isBlank()).distinct().toList();
      if (wanted.size() > MOST_IDS) {
        throw HttpProblem.bad(
            "limit_exceeded",
            "Cannot list " + wanted.size() + " items by id: at most " + MOST_IDS + " are given",
            "ids");
      }
      Map<String, StoredItem> found = items.find(wanted);
      List<ShownItem> shown =
          wanted.stream()
              .map(found::get)
              .filter(Objects::nonNull)
              .map(stored -> ShownItem.of(dataset, stored))
              .toList();
      return Reply.ok(
          new ShownItem.Page(shown, 0, Math.max(1, wanted.size()), false, shown.size()));
    }
    StoredItems.Page found = items.page(filter.orElse(null), (long) page * pageSize, pageSize);
    return Reply.ok(
        new ShownItem.Page(
            found.items().stream().map(stored -> ShownItem.of(dataset, stored)).toList(),
            page,
            pageSize,
            found.more(),
            filter.isPresent() ? -1 : service.lake().livingItems(dataset)));
  }

  /** The item, or of an entity that is a part of a picture that picture. */
  private StoredItem required(Call call) {
    String id = call.path("item");
    int part = id.lastIndexOf('#');
    List<String> ids = part > 0 ? List.of(id, id.substring(0, part)) : List.of(id);
    Map<String, StoredItem> found = items(call).find(ids);
    return ids.stream()
        .map(found::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(
            () ->
                HttpProblem.notFound(
                    "Cannot find this item in dataset '" + call.path("dataset") + "'"));
  }

  private Reply thumbnail(Call call) throws IOException {
    int size = call.whole("size", 200, 16, 1_024);
    StoredItem stored = required(call);
    if (!ShownItem.isPicture(stored.item().mediaType())) {
      throw new HttpProblem(
          404, "no_picture", "Cannot show a thumbnail: the item is no picture", null);
    }
    Key key = new Key(stored.item().contentHash(), size);
    byte[] bytes = stored.item().contentHash() == null ? null : thumbnails.getIfPresent(key);
    if (bytes == null) {
      Picture picture =
          Pictures.decode(
              ItemContent.read(stored, MOST_BYTES).bytes(),
              PictureLimits.defaults().withTimeout(service.limits().requestTime()));
      bytes = Thumbnail.jpeg(picture, size);
      if (stored.item().contentHash() != null) {
        thumbnails.put(key, bytes);
      }
    }
    return new Reply.Bytes(200, "image/jpeg", bytes, KEEP);
  }

  private Reply content(Call call) throws IOException {
    ItemContent.Whole whole = ItemContent.read(required(call), MOST_BYTES);
    return new Reply.Bytes(200, whole.mediaType(), whole.bytes(), whole.headers());
  }
}
