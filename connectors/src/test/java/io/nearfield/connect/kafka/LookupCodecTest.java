package io.nearfield.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Lookup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupCodecTest {

  private static LookupRequest read(String json) {
    return LookupCodec.decode(json.getBytes(UTF_8));
  }

  @Test
  void everySettingComesBackAsItWas() {
    LookupRequest request =
        new LookupRequest(
            "r1",
            Lookup.of(new Lookup.ByText("a \u00fc chair"), 3)
                .withFilter("price < 20")
                .withNprobe(8)
                .withRerankFactor(0)
                .asExact(),
            "hash");
    assertThat(LookupCodec.decode(LookupCodec.encode(request))).isEqualTo(request);
  }

  @Test
  void everyKindOfQueryComesBack() {
    LookupRequest entity = LookupRequest.of(Lookup.of(new Lookup.ByEntity("sku-1"), 5));
    assertThat(LookupCodec.decode(LookupCodec.encode(entity))).isEqualTo(entity);
    float[] vector = {0.1f, -2e-30f};
    Lookup.Query byVector =
        LookupCodec.decode(
                LookupCodec.encode(LookupRequest.of(Lookup.of(new Lookup.ByVector(vector), 5))))
            .lookup()
            .query();
    assertThat(((Lookup.ByVector) byVector).vector()).containsExactly(vector);
    byte[] picture = {1, -2, 3};
    Lookup.Query byImage =
        LookupCodec.decode(
                LookupCodec.encode(LookupRequest.of(Lookup.of(new Lookup.ByImage(picture), 5))))
            .lookup()
            .query();
    assertThat(((Lookup.ByImage) byImage).bytes()).containsExactly(picture);
  }

  @Test
  void shortestLookupTakesTheDefaults() {
    LookupRequest request = read("{\"request\":\"r\",\"text\":\"chair\"}");
    assertThat(request.lookup()).isEqualTo(Lookup.of(new Lookup.ByText("chair"), 10));
    assertThat(request.model()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"text\":\"x\"} | field 'request' is missing",
        "{\"request\":\"\",\"text\":\"x\"} | 'request' must have 1 to 200 characters",
        "{\"request\":\"r\"} | exactly one of text, id, ids, vector, bits, image, document is"
            + " needed, got none",
        "{\"request\":\"r\",\"text\":\"x\",\"id\":\"y\"} | is needed, got text and id",
        "{\"request\":\"r\",\"text\":\" \"} | field 'text' is blank",
        "{\"request\":\"r\",\"text\":7} | field 'text' must be a string, got 7",
        "{\"request\":\"r\",\"id\":\" \"} | blank entity id",
        "{\"request\":\"r\",\"text\":\"x\",\"k\":0} | k = 0 neighbours: k must be from 1",
        "{\"request\":\"r\",\"text\":\"x\",\"k\":10001} | k must be from 1 to 10000",
        "{\"request\":\"r\",\"text\":\"x\",\"k\":2.5} | field 'k' must be a whole number",
        "{\"request\":\"r\",\"text\":\"x\",\"nprobe\":0} | field 'nprobe' must be a whole number",
        "{\"request\":\"r\",\"text\":\"x\",\"rerank\":-1} | field 'rerank' must be a whole number",
        "{\"request\":\"r\",\"text\":\"x\",\"exact\":\"yes\"} | 'exact' must be true or false",
        "{\"request\":\"r\",\"image\":\"?\"} | field 'image' must be a picture file in base64",
        "{\"request\":\"r\",\"vector\":[1,true]} | vector[1] must be a finite number, got true",
        "{\"request\":\"r\",\"txt\":\"x\"} | unknown field 'txt'; did you mean 'text'? There are"
            + " schema,",
        "{\"request\":\"r\",\"zzzzz\":\"x\"} | unknown field 'zzzzz'; there are schema,",
        "{\"request\":\"r\",\"ids\":[]} | by 0 entities: 1 to 1000 are allowed",
        "{\"request\":\"r\",\"ids\":[\"a\",7]} | field 'ids' must be an array of strings",
        "{\"request\":\"r\",\"ids\":[\"a\",\"a\"]} | an id is given twice",
        "{\"request\":\"r\",\"ids\":[\"a\"],\"combine\":\"meen\"} | did you mean 'mean'?",
        "{\"request\":\"r\",\"id\":\"a\",\"combine\":\"mean\"} | 'combine' goes with 'ids' alone",
        "{\"request\":\"r\",\"document\":\"AA==\"} | field 'mediaType' is missing",
        "{\"request\":\"r\",\"document\":\"?\",\"mediaType\":\"text/html\"} | a document file in"
            + " base64",
        "{\"request\":\"r\",\"text\":\"x\",\"k\":5,\"pageSize\":6} | 'k' and 'pageSize' say the"
            + " same",
        "{\"request\":\"r\",\"text\":\"x\",\"k\":0,\"page\":1} | k must be from 1 to 10000",
        "{\"request\":\"r\",\"text\":\"x\",\"page\":1000} | pages reach as far as 10000",
        "{\"request\":\"r\",\"text\":\"x\",\"page\":2147483647} | pages reach as far as 10000",
        "{\"request\":\"r\",\"text\":\"x\",\"page\":-1} | field 'page' must be a whole number",
        "{\"request\":\"r\",\"text\":\"x\",\"radius\":{}} | 'radius' must be a number, or an"
            + " object",
        "{\"request\":\"r\",\"text\":\"x\",\"radius\":{\"$lt\":\"1\"}} | 'radius.$lt' must be a"
            + " finite",
        "{\"request\":\"r\",\"text\":\"x\",\"radius\":{\"$ltt\":1}} | did you mean '$lt'?",
        "{\"request\":\"r\",\"text\":\"x\",\"radius\":1e999} | 'radius' must be a finite number",
        "{\"request\":\"r\",\"text\":\"x\",\"order\":\"furthest\"} | did you mean 'farthest'?",
        "{\"request\":\"r\",\"text\":\"x\",\"within\":\"a\"} | 'within' must be an array of"
            + " strings",
        "{\"request\":\"r\",\"text\":\"x\",\"attributes\":[1]} | 'attributes' must be an array",
      })
  void refusesWithOneLine(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void requestIdIsMadeOutOfBrokenLookups() {
    assertThat(LookupCodec.requestId("{\"request\":\"r\",\"txt\":1}".getBytes(UTF_8)))
        .contains("r");
    assertThat(LookupCodec.requestId("{\"request\":7}".getBytes(UTF_8))).isEmpty();
    assertThat(LookupCodec.requestId("nonsense".getBytes(UTF_8))).isEmpty();
    assertThat(LookupCodec.requestId(null)).isEmpty();
  }
}
