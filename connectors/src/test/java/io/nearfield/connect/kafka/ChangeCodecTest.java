package io.nearfield.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Change;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeCodecTest {

  private static final Map<String, AttributeType> COLUMNS =
      Map.of(
          "price", AttributeType.DOUBLE,
          "weight", AttributeType.FLOAT,
          "stock", AttributeType.INT,
          "views", AttributeType.LONG,
          "lang", AttributeType.STRING,
          "new", AttributeType.BOOLEAN,
          "cost", AttributeType.DECIMAL,
          "made", AttributeType.DATE,
          "seen", AttributeType.TIMESTAMP);

  private final ChangeCodec codec = new ChangeCodec(COLUMNS);

  private Change read(String json) {
    return codec.decode(json.getBytes(UTF_8), 1_700_000_000_000L).change();
  }

  @Test
  void upsertWithEveryTypeComesBackAsItWas() {
    Change.Upsert upsert =
        new Change.Upsert(
            "sku-\u00e9\uD83D\uDE00",
            7,
            "a \"red\"\nchair",
            null,
            Map.of(
                "price",
                19.5,
                "weight",
                0.1f,
                "stock",
                -7,
                "views",
                Long.MAX_VALUE,
                "lang",
                "de",
                "new",
                true,
                "cost",
                new BigDecimal("10.50"),
                "made",
                LocalDate.parse("2026-01-31"),
                "seen",
                Instant.parse("2026-01-31T12:00:00.123456Z")));
    ChangeCodec.Decoded decoded = codec.decode(ChangeCodec.encode(upsert), 1);
    assertThat(decoded.change()).isEqualTo(upsert);
    assertThat(decoded.versioned()).isTrue();
  }

  @Test
  void vectorsComeBackBitForBit() {
    Random random = new Random(3);
    float[] vector = new float[384];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
    }
    vector[0] = Float.MIN_VALUE;
    vector[1] = -Float.MAX_VALUE;
    Change.Upsert upsert = new Change.Upsert("a", 1, null, vector, Map.of());
    Change.Upsert read = (Change.Upsert) codec.decode(ChangeCodec.encode(upsert), 1).change();
    assertThat(read.vector()).containsExactly(vector);
    assertThat(read.text()).isNull();
    assertThat(read.attributes()).isEmpty();
  }

  @Test
  void picturesComeBackAsTheyAreAndByPlace() {
    Change.Image[] images = {
      new Change.Image(new byte[] {1, -2, 3}, null), new Change.Image(null, "s3://shop/1.jpg")
    };
    for (Change.Image image : images) {
      Change.Upsert upsert = new Change.Upsert("a", 1, null, image, null, Map.of());
      assertThat(codec.decode(ChangeCodec.encode(upsert), 1).change())
          .usingRecursiveComparison()
          .isEqualTo(upsert);
    }
  }

  @Test
  void deleteComesBack() {
    Change delete = new Change.Delete("a", 9);
    assertThat(codec.decode(ChangeCodec.encode(delete), 1).change()).isEqualTo(delete);
  }

  @Test
  void timestampIsTheVersionOfMessageWithoutOne() {
    ChangeCodec.Decoded decoded =
        codec.decode("{\"op\":\"delete\",\"id\":\"a\"}".getBytes(UTF_8), 5);
    assertThat(decoded.change().version()).isEqualTo(5);
    assertThat(decoded.versioned()).isFalse();
  }

  @Test
  void nullAttributesAndVersionCountAsAbsent() {
    Change.Upsert read =
        (Change.Upsert)
            read(
                "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"vector\":null,"
                    + "\"attributes\":{\"price\":null,\"stock\":3.0}}");
    assertThat(read.attributes()).isEqualTo(Map.of("stock", 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | the message is empty",
        "nonsense | not a JSON object",
        "[1] | a JSON object is needed, got JSON array",
        "{\"op\":\"upsert\" | at byte 14: not a JSON object",
        "{\"op\":\"delete\",\"id\":\"a\"} x | not a JSON object",
        "{\"op\":\"delete\",\"id\":\"a\",\"id\":\"b\"} | Duplicate field 'id'",
        "{\"id\":\"a\"} | field 'op' is missing",
        "{\"op\":\"remove\",\"id\":\"a\"} | field 'op' must be upsert or delete, got 'remove'",
        "{\"op\":\"delete\"} | field 'id' is missing",
        "{\"op\":\"delete\",\"id\":5} | field 'id' must be a string, got 5",
        "{\"op\":\"delete\",\"id\":\" \"} | blank entity id",
        "{\"op\":\"delete\",\"id\":\"a\",\"text\":\"x\"} | a delete has no field 'text'",
        "{\"op\":\"delete\",\"id\":\"a\",\"vers\":1} | unknown field 'vers'; there are"
            + " schema, op, id, version, text, image, uri, vector, attributes",
        "{\"op\":\"delete\",\"id\":\"a\",\"version\":-1} | field 'version' must be a whole number",
        "{\"op\":\"delete\",\"id\":\"a\",\"version\":1.5} | field 'version' must be a whole number",
        "{\"op\":\"delete\",\"id\":\"a\",\"version\":9e99} | field 'version' must be a whole",
        "{\"schema\":2,\"op\":\"delete\",\"id\":\"a\"} | schema 2: this build reads schema 1",
        "{\"op\":\"upsert\",\"id\":\"a\"} | Cannot upsert 'a': give exactly one of 'text',",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"vector\":[1]} | and 'vector', got 2",
        "{\"op\":\"upsert\",\"id\":\"a\",\"image\":\"AA==\",\"uri\":\"file:///a\"} | either 'image'"
            + " or",
        "{\"op\":\"upsert\",\"id\":\"a\",\"image\":\"?\"} | field 'image' must be a picture file in"
            + " base64",
        "{\"op\":\"upsert\",\"id\":\"a\",\"uri\":\" \"} | its 'uri' is blank",
        "{\"op\":\"delete\",\"id\":\"a\",\"uri\":\"file:///a\"} | a delete has no field 'uri'",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\" \"} | field 'text' is blank",
        "{\"op\":\"upsert\",\"id\":\"a\",\"vector\":[]} | field 'vector' must be an array",
        "{\"op\":\"upsert\",\"id\":\"a\",\"vector\":[1,\"2\"]} | vector[1] must be a finite number",
        "{\"op\":\"upsert\",\"id\":\"a\",\"vector\":[1,1e39]} | vector[1] must be a finite number",
        "{\"op\":\"upsert\",\"id\":\"a\",\"vector\":[NaN]} | not a JSON object",
        "{\"op\":\"upsert\",\"id\":\"a\",\"vector\":[null]} | vector[0] must be a finite number",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":5} | must be an object",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"prise\":1}} | attribute"
            + " 'prise' is no filter column of the index; did you mean 'price'? There are cost,"
            + " lang",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"price\":\"1\"}} | field"
            + " 'attributes.price' must be a number, got \"1\"",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"stock\":1.5}} | a whole",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"stock\":3000000000}} | a"
            + " whole number",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"views\":1e99999}} |"
            + " whole",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"made\":\"May\"}} | a"
            + " date",
        "{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"x\",\"attributes\":{\"price\":1e999}} | number",
      })
  void refusesWithOneLine(String json, String message) {
    assertThatThrownBy(() -> read(json == null ? "" : json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").startsWith("Cannot "));
  }

  @Test
  void refusesTooLargeMessagesTextsAndVectors() {
    assertThatThrownBy(() -> codec.decode(new byte[(1 << 20) + 1], 1))
        .hasMessageContaining("1048577 bytes");
    assertThatThrownBy(
            () -> read("{\"op\":\"upsert\",\"id\":\"a\",\"text\":\"" + "x".repeat(500_001) + "\"}"))
        .hasMessageContaining("500001 characters");
    assertThatThrownBy(
            () ->
                read("{\"op\":\"upsert\",\"id\":\"a\",\"vector\":[0" + ",0".repeat(65_536) + "]}"))
        .hasMessageContaining("65537 numbers");
    assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("not a JSON object");
  }

  @Test
  void refusesToSendVectorThatIsNotFinite() {
    Change change = new Change.Upsert("a", 1, null, new float[] {1, Float.NaN}, Map.of());
    assertThatThrownBy(() -> ChangeCodec.encode(change)).hasMessageContaining("NaN");
  }

  @Test
  void anyBytesAreReadOrRefusedCleanly() {
    Random random = new Random(11);
    byte[] good =
        ChangeCodec.encode(
            new Change.Upsert("a", 1, null, new float[] {1, 2}, Map.of("price", 1.5)));
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        codec.decode(bytes, 1);
        read++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("Cannot ");
      }
    }
    assertThat(read).isBetween(1, 19_999);
  }
}
