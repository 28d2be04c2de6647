package io.nearfield.connect.export;

import java.io.Serializable;

/**
 * One file of an export.
 *
 * @param path its name in the export's folder
 * @param kind {@code data}, {@code ids} or {@code removed}
 * @param rows how many rows, vectors or ids it holds
 * @param bytes its length
 * @param sha256 lower-case hex
 */
public record ExportedFile(String path, String kind, long rows, long bytes, String sha256)
    implements Serializable {

  public static final String DATA = "data";
  public static final String IDS = "ids";
  public static final String REMOVED = "removed";
}
