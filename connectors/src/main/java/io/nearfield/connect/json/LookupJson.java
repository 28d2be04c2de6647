package io.nearfield.connect.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Effort;
import io.nearfield.connect.api.Lookup.Extent;
import io.nearfield.connect.api.Lookup.Order;
import io.nearfield.connect.api.Lookup.Scope;
import io.nearfield.connect.api.Suggestion;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A lookup as the fields of a JSON object:
 *
 * <pre>{@code
 * {"text": "somewhere to sit", "k": 5, "filter": "price < 20"}
 * {"text": "somewhere to sit", "filter": {"price": {"$lt": 20}, "lang": {"$in": ["de", "en"]}}}
 * {"ids": ["sku-1", "sku-2"], "combine": "mean", "page": 2, "pageSize": 20}
 * {"vector": [0.1, -0.3, 0.2], "radius": {"$lt": 0.5}, "order": "farthest", "within": ["a", "b"]}
 * {"document": "<base64>", "mediaType": "application/pdf", "attributes": ["title"]}
 * }</pre>
 *
 * <p>What is not given is as {@link Lookup#of} has it; {@code k} is {@value #DEFAULT_K}.
 * Thread-safe.
 */
public final class LookupJson {

  /** How many neighbours are wanted if a lookup does not say. */
  public static final int DEFAULT_K = 10;

  /** The fields of a lookup; whoever wraps it adds its own. */
  public static final List<String> FIELDS =
      List.of(
          "text",
          "id",
          "ids",
          "combine",
          "vector",
          "bits",
          "image",
          "document",
          "mediaType",
          "k",
          "page",
          "pageSize",
          "radius",
          "order",
          "filter",
          "within",
          "nprobe",
          "rerank",
          "exact",
          "attributes");

  private LookupJson() {}

  public static void write(ObjectNode object, Lookup lookup) {
    QueryJson.write(object, lookup.query());
    Extent extent = lookup.extent();
    if (extent.offset() == 0) {
      object.put("k", extent.k());
    } else {
      object.put("page", extent.page()).put("pageSize", extent.k());
    }
    if (extent.radius() != null) {
      RadiusJson.write(object, extent.radius());
    }
    if (lookup.order() == Order.FARTHEST) {
      object.put("order", name(lookup.order()));
    }
    if (lookup.scope().filter() != null) {
      object.put("filter", lookup.scope().filter());
    }
    if (lookup.scope().ids() != null) {
      // In order, so that one lookup is one message.
      put(object.putArray("within"), lookup.scope().ids().stream().sorted().toList());
    }
    if (lookup.effort().nprobe() > 0) {
      object.put("nprobe", lookup.effort().nprobe());
    }
    if (lookup.effort().rerankFactor() >= 0) {
      object.put("rerank", lookup.effort().rerankFactor());
    }
    if (lookup.effort().exact()) {
      object.put("exact", true);
    }
    if (lookup.attributes() != null) {
      put(object.putArray("attributes"), lookup.attributes());
    }
  }

  /**
   * Reads the fields of a lookup; others are not looked at.
   *
   * @param what what the object is, for errors: {@code "lookup"}
   * @throws IllegalArgumentException if they make no lookup; one line says why
   */
  public static Lookup read(ObjectNode object, String what) {
    return new Lookup(
        QueryJson.read(object, what),
        extent(object, what),
        choice(object, "order", what, Order.NEAREST),
        new Scope(filter(object, what), within(object, what)),
        effort(object, what),
        Messages.strings(object, "attributes", what));
  }

  private static Extent extent(ObjectNode object, String what) {
    Messages.Range any = new Messages.Range(Integer.MIN_VALUE, Integer.MAX_VALUE, DEFAULT_K);
    long k = Messages.whole(object, "k", what, any);
    long page = Messages.whole(object, "page", what, new Messages.Range(0, Integer.MAX_VALUE, 0));
    long pageSize =
        Messages.whole(object, "pageSize", what, new Messages.Range(1, Lookup.MAX_K, k));
    if (object.hasNonNull("k") && pageSize != k) {
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + ": 'k' and 'pageSize' say the same, got "
              + k
              + " and "
              + pageSize);
    }
    return new Extent(
        (int) pageSize,
        (int) Math.min(page * pageSize, Integer.MAX_VALUE / Math.max(1, pageSize) * pageSize),
        RadiusJson.read(object, what));
  }

  /** An expression as a string, or operators as an object. */
  private static String filter(ObjectNode object, String what) {
    JsonNode filter = Messages.present(object, "filter");
    return filter != null && filter.isObject()
        ? filter.toString()
        : Messages.string(object, "filter", what);
  }

  private static Set<String> within(ObjectNode object, String what) {
    List<String> ids = Messages.strings(object, "within", what);
    return ids == null ? null : new LinkedHashSet<>(ids);
  }

  private static Effort effort(ObjectNode object, String what) {
    long nprobe =
        Messages.whole(object, "nprobe", what, new Messages.Range(1, Integer.MAX_VALUE, 0));
    long rerank = Messages.whole(object, "rerank", what, new Messages.Range(0, 1_000, -1));
    boolean exact = Boolean.TRUE.equals(Messages.bool(object, "exact", what));
    return new Effort((int) nprobe, (int) rerank, exact);
  }

  /** One of an enum's constants in small letters, or {@code otherwise} if absent. */
  static <E extends Enum<E>> E choice(ObjectNode object, String field, String what, E otherwise) {
    String given = Messages.string(object, field, what);
    if (given == null) {
      return otherwise;
    }
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    List<String> names = Arrays.stream(all).map(LookupJson::name).toList();
    int chosen = names.indexOf(given);
    if (chosen < 0) {
      throw new IllegalArgumentException(
          "Cannot read "
              + what
              + ": field '"
              + field
              + "' cannot be '"
              + Messages.abbreviated(given)
              + "'"
              + Suggestion.sentence(given, names));
    }
    return all[chosen];
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static void put(ArrayNode array, Collection<String> strings) {
    strings.forEach(array::add);
  }
}
