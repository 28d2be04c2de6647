package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.api.Suggestion;
import java.util.List;
import java.util.Optional;

/** The records of the runs over a dataset. Get one from {@link Lake}. */
public final class RunRecords {

  private final Journal journal;
  private final String dataset;

  RunRecords(Journal journal, String dataset) {
    this.journal = journal;
    this.dataset = dataset;
  }

  /**
   * The record of a run.
   *
   * @throws NearfieldException if it is not there
   */
  public Run require(String id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  private Optional<Run> find(String id) {
    return journal.runs(dataset).stream().filter(run -> run.id().equals(id)).findFirst();
  }

  /**
   * Gives the record of a run another id, by which it is found from then on.
   *
   * @throws NearfieldException if there is no such run, or one of the new id
   */
  public void rename(String id, String newId) {
    Names.check("run", newId);
    if (find(newId).isPresent()) {
      throw new NearfieldException(
          "Cannot rename run '"
              + id
              + "' of dataset '"
              + dataset
              + "': there is a run '"
              + newId
              + "' already; choose another name");
    }
    if (!journal.rename(dataset, id, newId)) {
      throw unknown(id);
    }
  }

  /**
   * Deletes the record of a run; what it made stays.
   *
   * @throws NearfieldException if there is no such run
   */
  public void delete(String id) {
    if (!journal.removeRun(dataset, id)) {
      throw unknown(id);
    }
  }

  private NearfieldException unknown(String id) {
    List<String> known = journal.runs(dataset).stream().map(Run::id).toList();
    return new NearfieldException(
        "Cannot find run '"
            + id
            + "' of dataset '"
            + dataset
            + "'"
            + Suggestion.sentence(id, known)
            + "; 'nearfield runs --dataset "
            + dataset
            + "' lists them");
  }
}
