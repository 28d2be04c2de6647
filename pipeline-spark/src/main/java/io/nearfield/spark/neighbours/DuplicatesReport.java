package io.nearfield.spark.neighbours;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of looking for duplicates.
 *
 * @param table the table, as Spark knows it
 * @param generation the generation whose entries were compared
 * @param entities how many there are
 * @param groups how many groups of at least two
 * @param members how many entities are in one
 * @param largest how many are in the largest
 * @param crowded how many entities have more than {@value DuplicatesAction#MOST} others within the
 *     radius; of these the nearest were looked at
 * @param sample some of the largest groups
 */
public record DuplicatesReport(
    String table,
    long generation,
    long entities,
    long groups,
    long members,
    long largest,
    long crowded,
    List<Group> sample,
    double seconds) {

  /**
   * A group.
   *
   * @param id the least entity id in it, which stands for all
   * @param members some of them, with itself
   */
  public record Group(String id, long size, List<Member> members) {}

  /**
   * An entity of a group.
   *
   * @param distance to its nearest in the group
   * @param text what it says, or where it is; null if neither is known
   */
  public record Member(String entityId, float distance, String text) {}

  /** How many could go if each group kept one. */
  public long redundant() {
    return members - groups;
  }

  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("entities", (double) entities);
    figures.put("groups", (double) groups);
    figures.put("members", (double) members);
    figures.put("redundant", (double) redundant());
    figures.put("largest", (double) largest);
    figures.put("crowded", (double) crowded);
    figures.put("seconds", seconds);
    return figures;
  }
}
