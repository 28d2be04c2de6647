package io.nearfield.spark.embed;

import io.nearfield.connect.api.Content;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** Gets the content of an entity, in a task, just before it is embedded. */
public interface ContentReader extends Serializable {

  /**
   * Reads one content.
   *
   * @param entity a row of {@link Entities#rows()}, all its columns
   * @param hadoop how files are reached
   * @throws java.io.FileNotFoundException if the file is gone
   * @throws IOException if it cannot be read now; it is tried again a few times
   * @throws io.nearfield.connect.api.NearfieldException if the content is not fit to be embedded
   */
  Content read(Row entity, Configuration hadoop) throws IOException;
}
