package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.LakeOptions;
import java.io.Serializable;

/** Which generation of which index the job stands on: what every operator is told. */
public record Base(LakeOptions lake, IndexRef index, long generation) implements Serializable {}
