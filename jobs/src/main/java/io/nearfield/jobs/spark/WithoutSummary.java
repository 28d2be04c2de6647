package io.nearfield.jobs.spark;

import io.nearfield.connect.api.Progress;

/** Progress whose last line is left out, since whoever runs the step prints its report. */
record WithoutSummary(Progress progress) implements Progress {

  @Override
  public void begin(String task, long total) {
    progress.begin(task, total);
  }

  @Override
  public void at(long done) {
    progress.at(done);
  }

  @Override
  public void end(String summary) {
    progress.end("");
  }
}
