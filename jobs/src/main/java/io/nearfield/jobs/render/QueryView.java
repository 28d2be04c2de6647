package io.nearfield.jobs.render;

import io.nearfield.connect.query.QueryAnswer;
import java.util.List;
import java.util.Map;

/** The answer to a query document for people and for scripts. */
public final class QueryView {

  private static final int LONGEST_TEXT = 4_000;

  private QueryView() {}

  /** One page, with the names that Dataloop's pages have. */
  public static String json(QueryAnswer answer) {
    return Json.line(
        Json.object(
            "items", answer.items(),
            "totalItemsCount", answer.total() < 0 ? null : answer.total(),
            "page", answer.page(),
            "pageSize", answer.pageSize(),
            "hasNextPage", answer.hasNextPage(),
            "answeredBy", answer.answeredBy()));
  }

  public static Table table(QueryAnswer answer) {
    String distance = has(answer, "score") ? "score" : has(answer, "eu_dist") ? "eu_dist" : null;
    Table table = new Table().column("#", Table.Kind.NUMBER).column("id", Table.Kind.NAME);
    if (distance != null) {
      table.column(distance, Table.Kind.NUMBER);
    }
    table.column("what", Table.Kind.TEXT);
    int rank = answer.page() * answer.pageSize();
    for (Map<String, Object> item : answer.items()) {
      rank++;
      String id = String.valueOf(item.containsKey("id") ? item.get("id") : item.get("_id"));
      List<String> row =
          distance == null
              ? List.of(Integer.toString(rank), id, what(item))
              : List.of(
                  Integer.toString(rank),
                  id,
                  Figures.number(((Number) item.get(distance)).doubleValue()),
                  what(item));
      table.row(row);
    }
    return table;
  }

  /** {@code 10 items of page 0, answered by index shop.products}. */
  public static String remark(QueryAnswer answer) {
    return Figures.count(answer.items().size(), "item")
        + " on page "
        + answer.page()
        + (answer.total() < 0 ? "" : " of " + Figures.count(answer.total()) + " in all")
        + ", answered by "
        + answer.answeredBy();
  }

  private static boolean has(QueryAnswer answer, String field) {
    return !answer.items().isEmpty() && answer.items().get(0).containsKey(field);
  }

  private static String what(Map<String, Object> item) {
    for (String field : List.of("text", "filename", "uri", "entityId")) {
      if (item.get(field) != null) {
        String text = item.get(field).toString();
        return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
      }
    }
    return "";
  }
}
