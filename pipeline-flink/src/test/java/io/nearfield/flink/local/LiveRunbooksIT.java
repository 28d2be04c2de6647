package io.nearfield.flink.local;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All public streaming runbooks through Kafka, recall@10 printed at every search step: {@code mvn
 * verify -Pslow -pl pipeline-flink -am -Dit.test=LiveRunbooksIT}. It takes minutes.
 */
@Tag("slow")
class LiveRunbooksIT {

  @TempDir Path warehouse;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "simple_runbook; random-xs; 1; IVF128,PQ10,Refine(Flat); 16; 3",
        "simple_replace_runbook; random-xs; 1; IVF128,PQ10,Refine(Flat); 16; 4",
        "clustered_runbook; random-xs-clustered; 1; IVF8,PQ10,Refine(Flat); 6; 32",
        "delete_runbook; random-xs-clustered; 1; IVF8,PQ10,Refine(Flat); 6; 32",
        "random_replace_runbook; msturing-10M-clustered; 1000; IVF4,PQ10,Refine(Flat); 4; 64",
      })
  void whole(String file, String dataset, int divisor, String spec, int nprobe, int searches)
      throws IOException {
    LiveRunbookIT.replay(warehouse, file, dataset, divisor, spec, nprobe, searches, 100);
  }
}
