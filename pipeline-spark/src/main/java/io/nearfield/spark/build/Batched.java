package io.nearfield.spark.build;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/** Rows of a task, worked on some at a time: no task holds more than one batch. */
final class Batched implements Iterator<Row> {

  private final Iterator<Row> rows;
  private final int size;
  private final Function<List<Row>, Iterator<Row>> work;
  private Iterator<Row> ready = Collections.emptyIterator();

  Batched(Iterator<Row> rows, int size, Function<List<Row>, Iterator<Row>> work) {
    this.rows = rows;
    this.size = size;
    this.work = work;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && rows.hasNext()) {
      List<Row> batch = new ArrayList<>(size);
      while (rows.hasNext() && batch.size() < size) {
        batch.add(rows.next());
      }
      ready = work.apply(batch);
    }
    return ready.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
