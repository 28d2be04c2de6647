package io.nearfield.flink.message;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Order;
import io.nearfield.connect.api.Lookup.Scope;
import io.nearfield.connect.api.Radius;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What an index partition has to know of a lookup.
 *
 * @param wanted how many neighbours, those of the pages before included
 * @param radius which distances count, or null for all
 * @param order which come first
 * @param scope which entities may answer
 * @param excluded entities that are searched from, which do not answer
 * @param rerankFactor as resolved from the generation
 * @param exact compare full vectors
 * @param attributes names of those that are told, or null for all
 */
public record Terms(
    int wanted,
    Radius radius,
    Order order,
    Scope scope,
    Set<String> excluded,
    int rerankFactor,
    boolean exact,
    List<String> attributes) {

  /** Of a lookup whose re-rank factor is resolved. */
  public static Terms of(Lookup lookup, Set<String> excluded, int rerankFactor) {
    return new Terms(
        lookup.extent().reach(),
        lookup.extent().radius(),
        lookup.order(),
        lookup.scope(),
        excluded,
        rerankFactor,
        lookup.effort().exact(),
        lookup.attributes());
  }

  /** The same, compared exactly, for the ids alone. */
  public Terms asTruth() {
    return new Terms(wanted, radius, order, scope, excluded, rerankFactor, true, List.of());
  }

  static void write(Terms value, DataOutputView out) throws IOException {
    out.writeInt(value.wanted);
    LookupWire.writeRadius(value.radius, out);
    LookupWire.writeOrder(value.order, out);
    LookupWire.writeScope(value.scope, out);
    LookupWire.writeStrings(value.excluded, out);
    out.writeInt(value.rerankFactor);
    out.writeBoolean(value.exact);
    LookupWire.writeStrings(value.attributes, out);
  }

  static Terms read(DataInputView in) throws IOException {
    return new Terms(
        in.readInt(),
        LookupWire.readRadius(in),
        LookupWire.readOrder(in),
        LookupWire.readScope(in),
        new HashSet<>(LookupWire.readStrings(in)),
        in.readInt(),
        in.readBoolean(),
        LookupWire.readStrings(in));
  }
}
