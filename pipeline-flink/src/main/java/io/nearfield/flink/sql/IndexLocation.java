package io.nearfield.flink.sql;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.LakeOptions;
import java.io.Serializable;

/** Which index of which warehouse. */
record IndexLocation(LakeOptions lake, IndexRef index) implements Serializable {}
