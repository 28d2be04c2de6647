package io.nearfield.connect.query;

import java.util.List;
import java.util.Map;

/**
 * One page of the answer to a query document.
 *
 * @param items as the system whose document it is shows them, in the order of the answer
 * @param page from 0
 * @param pageSize how many a page holds at most
 * @param total how many there are on all pages; -1 if that is not known
 * @param answeredBy what was asked, for people: an index or a feature set
 */
public record QueryAnswer(
    List<Map<String, Object>> items, int page, int pageSize, long total, String answeredBy) {

  public QueryAnswer {
    items = List.copyOf(items);
  }

  /** Whether another page may follow. */
  public boolean hasNextPage() {
    return total < 0 ? items.size() == pageSize : (page + 1L) * pageSize < total;
  }
}
