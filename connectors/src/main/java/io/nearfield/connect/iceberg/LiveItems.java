package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The items of live changes. An upsert is an item with its text or the place of its picture, if it
 * has one, and its filter columns; of an item that was there already all other columns stay. A
 * deleted one is marked as removed, as {@code nearfield ingest --sync} does.
 */
final class LiveItems {

  private static final List<String> CONTENT =
      List.of(
          "uri", "text", "annotations", "document_id", "page", "chapter", "char_from", "char_to");

  private LiveItems() {}

  /** The rows as they are to be. */
  static List<Record> rows(
      Table items, Collection<LiveChange> changes, Collection<String> filterColumns) {
    Map<String, Record> there = there(items, changes);
    List<Record> rows = new ArrayList<>();
    for (LiveChange change : changes) {
      Record before = there.get(change.entityId());
      if (!change.deleted()) {
        rows.add(upserted(items, before, change, filterColumns));
      } else if (before != null) {
        Record gone = before.copy();
        gone.setField("removed_at", at(change));
        rows.add(gone);
      }
    }
    return rows;
  }

  private static Record upserted(
      Table items, Record beforeOrNull, LiveChange change, Collection<String> filterColumns) {
    Record row = beforeOrNull == null ? GenericRecord.create(items.schema()) : beforeOrNull.copy();
    if (change.text() != null || change.uri() != null) {
      CONTENT.forEach(column -> row.setField(column, null));
      row.setField("media_type", mediaType(change));
      row.setField("text", change.text());
      row.setField("uri", change.uri());
    }
    if (beforeOrNull == null || change.text() != null || change.uri() != null) {
      row.setField("content_hash", contentHash(change));
      row.setField("ingested_at", at(change));
    }
    row.setField("entity_id", change.entityId());
    row.setField("removed_at", null);
    for (String name : filterColumns) {
      String column = Lake.itemColumn(name);
      row.setField(
          column, Columns.toRecord(items.schema().findType(column), change.attributes().get(name)));
    }
    return row;
  }

  private static String mediaType(LiveChange change) {
    if (change.text() != null) {
      return "text/plain";
    }
    String guessed = URLConnection.guessContentTypeFromName(change.uri());
    return guessed != null && guessed.startsWith("image/") ? guessed : "image/unknown";
  }

  /** Of the text, as items have it; of the vector where that is all there is. */
  static String contentHash(LiveChange change) {
    return change.text() == null
        ? Hashes.sha256(change.vector())
        : Hashes.sha256(change.text().getBytes(StandardCharsets.UTF_8));
  }

  private static OffsetDateTime at(LiveChange change) {
    return change.at().atOffset(ZoneOffset.UTC);
  }

  private static Map<String, Record> there(Table items, Collection<LiveChange> changes) {
    Map<String, Record> there = new HashMap<>();
    if (items.currentSnapshot() == null) {
      return there;
    }
    Object[] ids = changes.stream().map(LiveChange::entityId).toArray();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(items).where(Expressions.in("entity_id", ids)).build()) {
      rows.forEach(row -> there.put((String) row.getField("entity_id"), row));
      return there;
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + items.name() + ": " + e.getMessage(), e);
    }
  }
}
