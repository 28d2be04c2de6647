package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Annotation;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.lookup.StoredItem;
import io.nearfield.jobs.http.Address;
import java.util.List;
import java.util.Map;

/**
 * An item.
 *
 * @param id unique in its dataset
 * @param mediaType IANA media type
 * @param text its text; null for pictures
 * @param uri where it came from
 * @param document the document that it is a passage of, or null
 * @param page in that document, from 1, or null
 * @param chapter in that document, or null
 * @param labels what was seen on a picture, each once
 * @param annotations the boxes of a picture
 * @param attributes the user's own columns
 * @param thumbnail the address of a small picture, or null
 * @param content the address of the whole
 */
record ShownItem(
    String id,
    String mediaType,
    String text,
    String uri,
    String document,
    Integer page,
    String chapter,
    List<String> labels,
    List<Annotation> annotations,
    Map<String, Object> attributes,
    String thumbnail,
    String content) {

  /**
   * A page of items.
   *
   * @param items in the order of the table
   * @param page from 0
   * @param pageSize how many a page has
   * @param more whether another page follows
   * @param total how many items the dataset has; -1 where a filter makes it unknown
   */
  record Page(List<ShownItem> items, int page, int pageSize, boolean more, long total) {}

  /** What an item says, beside a neighbour. */
  record Brief(
      String mediaType,
      String text,
      String uri,
      String document,
      Integer page,
      String chapter,
      List<String> labels,
      String thumbnail,
      String content) {

    static Brief of(String dataset, String id, ItemText item) {
      ItemText.Passage passage = item.passage();
      return new Brief(
          item.mediaType(),
          item.text(),
          item.uri(),
          passage == null ? null : passage.documentId(),
          passage == null ? null : passage.page(),
          passage == null ? null : passage.chapter(),
          item.labels(),
          isPicture(item.mediaType()) ? address(dataset, id) + "/thumbnail" : null,
          address(dataset, id) + "/content");
    }
  }

  static ShownItem of(String dataset, StoredItem stored) {
    ItemText.Passage passage = stored.passage();
    String id = stored.item().entityId();
    return new ShownItem(
        id,
        stored.item().mediaType(),
        stored.item().text(),
        stored.item().uri(),
        passage == null ? null : passage.documentId(),
        passage == null ? null : passage.page(),
        passage == null ? null : passage.chapter(),
        stored.item().annotations().stream()
            .map(Annotation::label)
            .filter(label -> label != null)
            .distinct()
            .toList(),
        stored.item().annotations(),
        stored.item().attributes(),
        isPicture(stored.item().mediaType()) ? address(dataset, id) + "/thumbnail" : null,
        address(dataset, id) + "/content");
  }

  static boolean isPicture(String mediaType) {
    return mediaType != null && mediaType.startsWith("image/");
  }

  static String address(String dataset, String id) {
    return "/api/v1/datasets/" + dataset + "/items/" + Address.encoded(id);
  }
}
