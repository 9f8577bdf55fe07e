// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"
#include "core/model/same_spec.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;
using nlohmann::json;

namespace {

json golden(const char* name) {
  return json::parse(test::read_file(test::golden(std::string("hf/") + name + "/config.json")));
}

/// A golden configuration without its rotary fields, and others in their place.
json with(const char* name, const json& fields) {
  json document = golden(name);
  for (const char* key :
       {"rope_parameters", "rope_scaling", "rope_theta", "rope_local_base_freq", "original_max_position_embeddings"})
    document.erase(key);
  document.update(fields);
  return document;
}

} // namespace

/// Two statements about one rotary embedding: the one that transformers reads counts.
class RopeStatementsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void pairs_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QByteArray>("two");
    QTest::addColumn<QByteArray>("one"); // says alone what counts
    const auto row = [](const char* name, const char* model, const char* two, const char* one) {
      QTest::newRow(name) << model << QByteArray(two) << QByteArray(one);
    };
    const char* plain = R"("rope_parameters": {"rope_type": "default", "rope_theta": 500000.0})";
    const auto beside = [&](const char* name, const char* scaling) {
      const std::string other = std::string("\"rope_scaling\": ") + scaling;
      QTest::newRow(name) << "llama" << QByteArray::fromStdString("{" + std::string(plain) + ", " + other + "}")
                          << QByteArray::fromStdString("{" + other + "}");
    };
    beside("linear", R"({"type": "linear", "factor": 4.0})");
    beside("linear, newer key", R"({"rope_type": "linear", "factor": 4.0})");
    beside("yarn", R"({"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32})");
    beside(
        "llama3",
        R"({"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192})");
    beside("dynamic", R"({"type": "dynamic", "factor": 2.0})");
    beside("default", R"({"type": "default"})");
    beside("with a base of its own", R"({"type": "linear", "factor": 4.0, "rope_theta": 70000.0})");
    row("the base of the file", "llama",
        R"({"rope_theta": 30000.0, "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}, "rope_scaling": {"type": "linear", "factor": 2.0}})",
        R"({"rope_theta": 30000.0, "rope_scaling": {"type": "linear", "factor": 2.0}})");
    row("before another scaling", "llama",
        R"({"rope_parameters": {"rope_type": "linear", "factor": 8.0}, "rope_scaling": {"type": "linear", "factor": 2.0}})",
        R"({"rope_scaling": {"type": "linear", "factor": 2.0}})");
    row("null says nothing", "llama",
        R"({"rope_parameters": {"rope_type": "linear", "factor": 8.0}, "rope_scaling": null})",
        R"({"rope_parameters": {"rope_type": "linear", "factor": 8.0}})");
    row("an empty one says nothing", "llama",
        R"({"rope_parameters": {"rope_type": "linear", "factor": 8.0}, "rope_scaling": {}})",
        R"({"rope_parameters": {"rope_type": "linear", "factor": 8.0}})");
    row("base inside before base beside", "llama",
        R"({"rope_theta": 30000.0, "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}})",
        R"({"rope_parameters": {"rope_theta": 500000.0}})");
    row("rope_type before type", "llama",
        R"({"rope_scaling": {"rope_type": "linear", "type": "default", "factor": 2.0}})",
        R"({"rope_scaling": {"rope_type": "linear", "factor": 2.0}})");
    row("original length beside before inside, yarn", "qwen2",
        R"({"original_max_position_embeddings": 64, "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32}})",
        R"({"rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}})");
    row("original length beside before inside, llama3", "llama",
        R"({"original_max_position_embeddings": 4096, "rope_scaling": {"type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}})",
        R"({"rope_scaling": {"type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 4096}})");
    const std::string sets =
        R"("rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 2000000.0}, "sliding_attention": {"rope_type": "default", "rope_theta": 20000.0}})";
    QTest::newRow("gemma3 joins its full layers")
        << "gemma3_text"
        << QByteArray::fromStdString("{" + sets + R"(, "rope_scaling": {"rope_type": "linear", "factor": 8.0}})")
        << QByteArray(
               R"({"rope_theta": 2000000.0, "rope_local_base_freq": 20000.0, "rope_scaling": {"rope_type": "linear", "factor": 8.0}})");
    row("gemma3 with one set only", "gemma3_text",
        R"({"rope_parameters": {"sliding_attention": {"rope_type": "default", "rope_theta": 20000.0}}, "rope_scaling": {"rope_type": "linear", "factor": 8.0}})",
        R"({"rope_local_base_freq": 20000.0, "rope_scaling": {"rope_type": "linear", "factor": 8.0}})");
  }

  void pairs() {
    QFETCH(QString, model);
    QFETCH(QByteArray, two);
    QFETCH(QByteArray, one);
    const std::string name = model.toStdString();
    const auto both = parse_config(with(name.c_str(), json::parse(two.toStdString())), "two"),
               alone = parse_config(with(name.c_str(), json::parse(one.toStdString())), "one");
    REQUIRE(both);
    REQUIRE(alone);
    QVERIFY(same_model(both->spec, alone->spec));
    const auto plain = parse_config(with(name.c_str(), json::object()), "plain");
    REQUIRE(plain);
    if (QString(QTest::currentDataTag()) != "default")
      QVERIFY(!same_model(both->spec, plain->spec)); // something was compared
  }

  /// The limit of dynamic scaling, wherever it is stated.
  void limits() {
    for (const char* fields :
         {R"({"rope_scaling": {"type": "dynamic", "factor": 2.0}})",
          R"({"rope_parameters": {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 10000.0}})"}) {
      json document = with("llama", json::parse(fields));
      document["max_position_embeddings"] = 77;
      const auto parsed = parse_config(document, "f");
      REQUIRE(parsed);
      QCOMPARE(parsed->spec.rope_limit, int64_t{77});
    }
    const auto nested = parse_config(
        with(
            "gemma3_text",
            json::parse(
                R"({"rope_parameters": {"full_attention": {"rope_type": "dynamic", "factor": 2.0}, "sliding_attention": {"rope_type": "default"}}})")),
        "f");
    REQUIRE(nested);
    QVERIFY(nested->spec.rope_limit > 0);
    QCOMPARE(parse_config(golden("llama"), "f")->spec.rope_limit, int64_t{0});
  }
};

PARETO_TEST(RopeStatementsTest)
#include "tst_rope_statements.moc"
