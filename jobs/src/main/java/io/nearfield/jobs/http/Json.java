package io.nearfield.jobs.http;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.nearfield.connect.api.Suggestion;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** JSON in and out. Strict in what it takes: no repeated name, no unknown one, nothing after it. */
public final class Json {

  private static final int DEEPEST = 64;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(Integer.MAX_VALUE) // bodies are bounded
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(plain())
          .build();

  private Json() {}

  /** The mapper, for those who read or write trees of their own. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not representable in JSON: " + value, e);
    }
  }

  /**
   * A JSON object.
   *
   * @throws HttpProblem if the bytes are none
   */
  public static JsonNode object(byte[] bytes) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw malformed(e);
    }
    if (tree == null || !tree.isObject()) {
      throw HttpProblem.bad(
          "malformed_json",
          "Cannot read the body: a JSON object is needed, got "
              + (tree == null || tree.isMissingNode()
                  ? "nothing"
                  : tree.getNodeType().toString().toLowerCase(Locale.ROOT)),
          null);
    }
    return tree;
  }

  /**
   * A record.
   *
   * @throws HttpProblem if the bytes are none of that type
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    JsonNode tree = object(bytes);
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException e) {
      List<String> known = e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      throw HttpProblem.bad(
          "unknown_field",
          "Cannot take field '"
              + Address.clean(e.getPropertyName())
              + "'"
              + Suggestion.sentence(e.getPropertyName(), known),
          Address.clean(e.getPropertyName()));
    } catch (MismatchedInputException e) {
      throw HttpProblem.bad(
          "type_mismatch", "Cannot take field '" + field(e) + "': " + expected(e), field(e));
    } catch (JsonProcessingException e) {
      if (e instanceof JsonMappingException mapping
          && mapping.getCause() instanceof IllegalArgumentException cause) {
        throw cause;
      }
      throw malformed(e);
    }
  }

  private static String expected(MismatchedInputException e) {
    return e.getTargetType() == null
        ? "its type is another"
        : "a value of type "
            + e.getTargetType().getSimpleName().toLowerCase(Locale.ROOT)
            + " is needed";
  }

  private static String field(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .filter(name -> name != null)
        .map(Address::clean)
        .collect(Collectors.joining("."));
  }

  private static HttpProblem malformed(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return HttpProblem.bad(
          "malformed_json",
          "Cannot read the body: its JSON is nested deeper than "
              + DEEPEST
              + ", or a number or text in it is too long",
          null);
    }
    if (e instanceof JsonProcessingException json) {
      String where =
          json.getLocation() == null
              ? ""
              : " (line "
                  + json.getLocation().getLineNr()
                  + ", column "
                  + json.getLocation().getColumnNr()
                  + ")";
      String why = json.getOriginalMessage();
      return HttpProblem.bad(
          "malformed_json",
          "Cannot read the body: it is not JSON" + where + ": " + firstLine(why),
          null);
    }
    return HttpProblem.bad("malformed_json", "Cannot read the body: it is not UTF-8 JSON", null);
  }

  private static String firstLine(String text) {
    String line = text == null ? "" : text.lines().findFirst().orElse("");
    String clean = line.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 200 ? clean : clean.substring(0, 197) + "...";
  }

  /** Dates as their text; numbers that JSON does not know as null. */
  private static SimpleModule plain() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    module.addSerializer(LocalDate.class, ToStringSerializer.instance);
    module.addSerializer(Double.class, new FiniteDouble());
    module.addSerializer(double.class, new FiniteDouble());
    module.addSerializer(Float.class, new FiniteFloat());
    module.addSerializer(float.class, new FiniteFloat());
    return module;
  }

  private static final class FiniteDouble extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteDouble() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        to.writeNumber(value.doubleValue());
      } else {
        to.writeNull();
      }
    }
  }

  private static final class FiniteFloat extends StdSerializer<Float> {
    private static final long serialVersionUID = 1L;

    FiniteFloat() {
      super(Float.class);
    }

    @Override
    public void serialize(Float value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (Float.isFinite(value)) {
        to.writeNumber(value.floatValue());
      } else {
        to.writeNull();
      }
    }
  }
}
