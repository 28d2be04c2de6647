package io.nearfield.flink.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Radius;
import io.nearfield.connect.iceberg.CoveredOffsets;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class WireFormatTest {

  private static final Map<String, Object> ATTRIBUTES =
      Map.of(
          "s",
          "\u00e9\uD83D\uDE00",
          "b",
          true,
          "i",
          -7,
          "l",
          Long.MIN_VALUE,
          "f",
          Float.MIN_VALUE,
          "d",
          -0.0,
          "n",
          new BigDecimal("-10.50"),
          "a",
          LocalDate.parse("1969-07-20"),
          "t",
          Instant.parse("2026-01-31T12:00:00.000000001Z"));
  private static final float[] VECTOR = {1.5f, -0.0f, Float.MAX_VALUE};
  private static final Terms TERMS =
      new Terms(
          5,
          Radius.atMost(0.5),
          Lookup.Order.FARTHEST,
          new Lookup.Scope("a = 1", Set.of("e")),
          Set.of("f"),
          6,
          false,
          List.of("a"));

  private static final EntityState STATE =
      new EntityState(1, 2, new Origin(3, 4), 5, VECTOR, ATTRIBUTES, Places.NONE.with(6, 7));

  private static <T> byte[] write(WireFormat<T> format, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    format.typeInfo().createSerializer(null).serialize(value, out);
    return out.getCopyOfBuffer();
  }

  private static <T> T read(WireFormat<T> format, byte[] bytes) throws IOException {
    return format.typeInfo().createSerializer(null).deserialize(new DataInputDeserializer(bytes));
  }

  /** Equal if the bytes are: records with arrays have no useful equals. */
  private static <T> void assertComesBack(WireFormat<T> format, T value) throws IOException {
    byte[] bytes = write(format, value);
    T copy = read(format, bytes);
    assertThat(write(format, copy)).isEqualTo(bytes);
    assertThat(copy).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void everyMessageAndStateComesBackAsItWas() throws IOException {
    assertComesBack(RawMessage.FORMAT, new RawMessage("t", 1, 2, 3, null));
    assertComesBack(RawMessage.FORMAT, new RawMessage("t", 1, 2, 3, new byte[] {1, -1}));
    EntityChange change =
        new EntityChange(
            "e", 1, 2, false, "x".repeat(100_000), null, VECTOR, ATTRIBUTES, "t-0@1", 7);
    assertComesBack(EntityChange.FORMAT, change);
    for (Change.Image image :
        List.of(new Change.Image(new byte[] {1}, null), new Change.Image(null, "file:///a"))) {
      assertComesBack(
          EntityChange.FORMAT,
          new EntityChange("e", 1, 2, false, null, image, null, Map.of(), "t-0@1", 7));
    }
    assertComesBack(Outcome.CHANGE_FORMAT, new Outcome<>(change, "why"));
    assertComesBack(
        PartitionChange.FORMAT,
        new PartitionChange(
            7, 1, null, "e", 2, false, true, 3, new byte[] {4}, VECTOR, ATTRIBUTES, 8));
    assertComesBack(PartitionChange.FORMAT, PartitionChange.removal(7, 1, "e", 2, true));
    assertComesBack(
        PartitionLookup.FORMAT,
        new PartitionLookup(7, null, "0@1", 1, 2, new int[] {3, 4}, VECTOR, TERMS));
    assertComesBack(
        PartitionLookup.FORMAT,
        new PartitionLookup(
            7,
            null,
            "0@1",
            PartitionLookup.CANARY,
            2,
            PartitionLookup.ALL_CELLS,
            VECTOR,
            TERMS.asTruth()));
    assertComesBack(OutgoingMessage.FORMAT, new OutgoingMessage(null, new byte[] {1}));
    assertComesBack(EntityState.FORMAT, STATE);
    assertComesBack(EntityState.FORMAT, EntityState.of(change, VECTOR, 5));
    assertComesBack(EntityMessage.FORMAT, EntityMessage.of(change));
    assertComesBack(DeltaEntry.FORMAT, new DeltaEntry(1, true, 2, null, null, Map.of()));
    Announced announced =
        new Announced(
            new Announced.Asker("r", 9, 2, "e"), 2, 10, 20, Lookup.Order.FARTHEST, true, 3, 4);
    List<Found> found = List.of(new Found("e", 0.5f, -1, ATTRIBUTES));
    assertComesBack(PartialAnswer.FORMAT, PartialAnswer.announce("0@1", 1, announced));
    assertComesBack(PartialAnswer.FORMAT, new PartialAnswer("0@1", 1, null, 3, found, 17, "why"));
    MergedAnswer answer = new MergedAnswer(announced, 1, found, 17, null);
    assertComesBack(MergeState.FORMAT, new MergeState(true, Map.of(0, answer)));
    assertComesBack(
        MergeState.FORMAT,
        new MergeState(
            false,
            Collections.unmodifiableMap(new TreeMap<>(Map.of(0, MergedAnswer.EMPTY, 1, answer)))));
    assertComesBack(PartVector.FORMAT, new PartVector(VECTOR, null));
    assertComesBack(PartVector.FORMAT, new PartVector(null, "why"));
  }

  @Test
  void everyKindOfQuestionComesBack() throws IOException {
    for (Lookup.Query query :
        List.of(
            new Lookup.ByVector(VECTOR),
            new Lookup.ByBits(new byte[] {1, 2}),
            new Lookup.ByEntity("e"),
            new Lookup.ByEntities(List.of("e", "f"), Lookup.Combine.MEAN),
            new Lookup.ByEntities(List.of("e", "f"), Lookup.Combine.EACH),
            new Lookup.ByText("t"),
            new Lookup.ByImage(new byte[] {1}),
            new Lookup.ByDocument(new byte[] {1}, "text/html"))) {
      Question question = new Question("0@1", "r", 5, Lookup.of(query, 3), 1, VECTOR);
      assertComesBack(Question.FORMAT, question);
      assertComesBack(Outcome.QUESTION_FORMAT, Outcome.of(question));
    }
  }

  @Test
  void everySettingOfAQuestionComesBack() throws IOException {
    Radius radius =
        new Radius(
            Arrays.stream(Radius.Operator.values())
                .map(operator -> new Radius.Bound(operator, 0.25))
                .toList());
    Lookup lookup =
        new Lookup(
            new Lookup.ByText("t"),
            new Lookup.Extent(3, 6, radius),
            Lookup.Order.FARTHEST,
            new Lookup.Scope("a = 1", Set.of("e")),
            new Lookup.Effort(4, 5, true),
            List.of("a"));
    assertComesBack(Question.FORMAT, Question.of("0@1", "r", 5, lookup));
    assertComesBack(
        Question.FORMAT, Question.of("0@1", "r", 5, lookup.within(Set.of()).returning(List.of())));
  }

  @Test
  void questionsOfVersionOneAreStillRead() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(1);
    Wire.writeString("0@1", out);
    Wire.writeString("r", out);
    out.writeInt(3);
    Wire.writeString("a = 1", out);
    out.writeInt(4);
    out.writeInt(5);
    out.writeBoolean(true);
    Wire.writeFloats(VECTOR, out);
    out.writeByte('E');
    Wire.writeString("e", out);
    Lookup lookup =
        Lookup.of(new Lookup.ByEntity("e"), 3)
            .withFilter("a = 1")
            .with(new Lookup.Effort(4, 5, true));
    assertThat(read(Question.FORMAT, out.getCopyOfBuffer()))
        .usingRecursiveComparison()
        .isEqualTo(Question.of("0@1", "r", -1, lookup).withVector(VECTOR));
  }

  @Test
  void unknownVersionIsRefusedNamingBoth() throws IOException {
    byte[] bytes = write(EntityState.FORMAT, STATE);
    bytes[0] = 9;
    assertThatThrownBy(() -> read(EntityState.FORMAT, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read entity-state of version 9: this build reads 1 to 2");
  }

  @Test
  void editionsAndTheStepsOfTheirSwapComeBack() throws IOException {
    Edition edition = new Edition(2, 3, 4, 5, CoveredOffsets.of(Map.of(0, 17L, 1, 4L)));
    assertComesBack(Edition.FORMAT, edition);
    assertComesBack(EditionEvent.FORMAT, new EditionEvent(EditionEvent.Step.RETIRE, edition, -1));
    for (Marker.Kind kind : Marker.Kind.values()) {
      Marker marker = new Marker(kind, edition, 9, 1, 2);
      assertComesBack(PartitionChange.FORMAT, PartitionChange.marker(3, marker));
      assertComesBack(PartitionLookup.FORMAT, PartitionLookup.marker(3, marker));
    }
    Question question = Question.of("0@1", "r", 5, Lookup.of(new Lookup.ByEntity("e"), 3));
    assertComesBack(BaseQuestion.FORMAT, new BaseQuestion(edition, 3, question));
    assertComesBack(EntityMessage.FORMAT, EntityMessage.of(question));
  }

  @Test
  void originOfAChangeIsReadFromItsSource() {
    assertThat(Origin.of(new RawMessage("a-b-0", 3, 17, 0, null).source()))
        .isEqualTo(new Origin(3, 17));
    assertThat(Origin.of(new RawMessage("features", -1, 17, 0, null).source()).partition())
        .isEqualTo(Origin.UNKNOWN);
    assertThat(Origin.of("by hand").partition()).isEqualTo(Origin.UNKNOWN);
  }

  @Test
  void placesOfEditionsAreKnownApart() {
    Places places = Places.NONE.with(1, 4).with(2, Places.NOWHERE).with(1, 5);
    assertThat(places.partition(1, 9)).isEqualTo(5);
    assertThat(places.partition(2, 9)).isEqualTo(Places.NOWHERE);
    assertThat(places.partition(3, 9)).isEqualTo(9);
    assertThat(places.only(edition -> edition == 2).has(1)).isFalse();
    assertThat(places.only(edition -> edition == 2).has(2)).isTrue();
  }

  @Test
  void layoutOfStateIsTheDocumentedOne() throws IOException {
    byte[] bytes =
        write(
            EntityState.FORMAT,
            new EntityState(
                1, 2, new Origin(3, 4), 5, new float[] {1}, Map.of(), Places.NONE.with(6, 7)));
    assertThat(bytes)
        .containsExactly(
            2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4,
            0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 63, -128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 6,
            0, 0, 0, 7);
  }

  @Test
  void everySnapshotRestoresItsSerializer() throws IOException {
    for (WireFormat<?> format : WireFormats.all()) {
      TypeSerializer<?> serializer = format.typeInfo().createSerializer(null);
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
      TypeSerializerSnapshot<?> read =
          TypeSerializerSnapshot.readVersionedSnapshot(
              new DataInputDeserializer(out.getCopyOfBuffer()),
              WireFormatTest.class.getClassLoader());
      assertThat(read.restoreSerializer()).isEqualTo(serializer);
    }
  }
}
