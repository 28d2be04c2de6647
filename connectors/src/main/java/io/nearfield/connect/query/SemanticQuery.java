package io.nearfield.connect.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.Lookup;
import java.util.Set;

/**
 * A lookup as SuperDuperDB's users make it:
 *
 * <pre>{@code
 * {"like": {"captions": "dog catches frisbee"}, "vector_index": "my-index", "n": 10,
 *  "find": {"brand": "Nike"}}
 * }</pre>
 *
 * @param like the document that is searched for
 * @param index the name of a semantic index
 * @param n how many
 * @param find an exact filter, as JSON text; null for all
 */
record SemanticQuery(JsonNode like, String index, int n, String find) {

  /** How many SuperDuperDB answers if a query does not say. */
  private static final int DEFAULT_N = 10;

  private static final Set<String> FIELDS =
      Set.of("like", "vector_index", "semantic_index", "n", "find", "filter");

  static SemanticQuery read(JsonNode document) {
    Documents.requireKnown(document, "", FIELDS);
    JsonNode like = Documents.object(document, "like", "");
    if (like.isEmpty()) {
      throw Documents.wrong("like", "a document with at least one field", like);
    }
    String field = either(document, "vector_index", "semantic_index");
    String index = Documents.text(document, field, "");
    if (index == null) {
      throw Documents.error("", "'vector_index' is missing: name a semantic index");
    }
    String filter = either(document, "find", "filter");
    JsonNode find = document.path(filter);
    if (!find.isMissingNode() && !find.isObject()) {
      throw Documents.wrong(filter, "an object", find);
    }
    int n = Documents.whole(document, "n", "", 1, DEFAULT_N);
    if (n > Lookup.MAX_K) {
      throw Documents.wrong("n", "a whole number up to " + Lookup.MAX_K, document.get("n"));
    }
    return new SemanticQuery(
        like, index, n, find.isMissingNode() || find.isEmpty() ? null : find.toString());
  }

  private static String either(JsonNode document, String one, String other) {
    if (document.has(one) && document.has(other)) {
      throw Documents.error("", "'" + one + "' and '" + other + "' say the same; give one of them");
    }
    return document.has(other) ? other : one;
  }
}
