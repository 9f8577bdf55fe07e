// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/catalogue.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QRegularExpression>

#include <cmath>
#include <set>

using namespace pareto;
using nlohmann::json;

namespace {

const json& schema() {
  static const json document = json::parse(test::read_file(test::resource("architectures/blueprint.schema.json")));
  return document;
}

/// The schema of a property, its reference followed.
const json& resolved(const json& property) {
  if (!property.contains("$ref"))
    return property;
  return schema().at(json::json_pointer(property["$ref"].get<std::string>().substr(1)));
}

/// The smallest value a property allows: it divides everything.
json smallest(const json& property) {
  const json& p = resolved(property);
  if (p.contains("const"))
    return p["const"];
  if (p.contains("enum"))
    return p["enum"].front();
  if (p.contains("minimum"))
    return p["minimum"];
  if (p["type"] == "boolean")
    return true;
  return "text";
}

/// One place of a blueprint that the schema describes: how to put an object there.
struct Place {
  QString name;
  const json* object;
  std::string path; ///< JSON path of the object
  json document;    ///< a good blueprint
  json::json_pointer at;
};

json blueprint_of(const json& block) {
  return {{"paretoscope_blueprint", 1}, {"vocab_size", 10}, {"hidden_size", 64}, {"blocks", json::array({block})}};
}

/// An object with the smallest value of every required property, and the given one.
json minimal(const json& object) {
  json out = json::object();
  for (const auto& name : object["required"])
    out[name.get<std::string>()] = smallest(object["properties"][name.get<std::string>()]);
  return out;
}

std::vector<Place> places() {
  std::vector<Place> all;
  const json mingru{{"mixer", {{"type", "mingru"}}}, {"ffn", {{"width", 8}}}};
  const json& defs = schema()["$defs"];
  all.push_back({"blueprint", &schema(), "$", blueprint_of(mingru), json::json_pointer("")});
  all.push_back({"block", &defs["block"], "$.blocks[0]", blueprint_of(mingru), json::json_pointer("/blocks/0")});
  all.push_back({"group", &defs["group"], "$.blocks[0]", blueprint_of({{"stack", json::array({mingru})}}),
                 json::json_pointer("/blocks/0")});
  for (const auto& part : defs["ffn"]["oneOf"]) {
    const json& ffn = resolved(part);
    json one = mingru;
    one["ffn"] = minimal(ffn);
    one["ffn"]["type"] = ffn["properties"]["type"]["const"];
    if (ffn["properties"].contains("share")) // of the choices: takes thresholds
      one["ffn"]["correction"] = true;
    all.push_back({QString::fromStdString("ffn " + one["ffn"]["type"].get<std::string>()), &ffn, "$.blocks[0].ffn",
                   blueprint_of(one), json::json_pointer("/blocks/0/ffn")});
  }
  for (const auto& part : defs["mixer"]["oneOf"]) {
    const json& mixer = resolved(part);
    all.push_back({QString::fromStdString(mixer["properties"]["type"]["const"].get<std::string>()), &mixer,
                   "$.blocks[0].mixer", blueprint_of({{"mixer", minimal(mixer)}}),
                   json::json_pointer("/blocks/0/mixer")});
  }
  return all;
}

std::string refusal(const json& document) {
  const auto parsed = parse_config(document, "f");
  return parsed ? std::string() : parsed.error().message;
}

/// What the sentence of a refused value lists behind `before`, up to the end of the list.
std::set<std::string> listed(const std::string& sentence, const char* before, const char* end) {
  const size_t begin = sentence.find(before);
  if (begin == std::string::npos)
    return {};
  const QString rest = QString::fromStdString(sentence.substr(begin + std::strlen(before)));
  std::set<std::string> words;
  for (const QString& word : rest.left(rest.indexOf(QRegularExpression(end))).split(", "))
    words.insert(word.toStdString());
  return words;
}

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items())
    keys.insert(key);
  return keys;
}

} // namespace

/// The blueprint format: its schema and its reader say the same, and the shipped examples open.
class BlueprintTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void schema_and_reader_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < places().size(); ++i)
      QTest::newRow(qPrintable(places()[i].name)) << static_cast<int>(i);
  }

  /// Same keys, same ranges, same choices, same required ones.
  void schema_and_reader() {
    QFETCH(int, index);
    const Place place = places()[static_cast<size_t>(index)];
    QCOMPARE(refusal(place.document), std::string());
    QCOMPARE((*place.object)["additionalProperties"].get<bool>(), false);
    json unknown = place.document;
    unknown[place.at]["zzzzzzzz"] = 1;
    QCOMPARE(listed(refusal(unknown), "Allowed: ", "\\.$"), keys_of((*place.object)["properties"]));
    std::set<std::string> required;
    for (const auto& name : (*place.object)["required"])
      required.insert(name.get<std::string>());
    for (const auto& [key, property] : (*place.object)["properties"].items()) {
      check_property(place, key, resolved(property));
      if (QTest::currentTestFailed())
        return;
      json without = place.document;
      without[place.at].erase(key);
      const std::string said = refusal(without);
      if (key == "paretoscope_blueprint" || key == "stack" || (key == "type" && place.name.startsWith("ffn ")))
        continue; // without it this is something else: a Hugging Face file, a block, the usual feed-forward part
      if (required.count(key) > 0)
        QVERIFY2(said.find(place.path + "." + key) != std::string::npos, (key + ": " + said).c_str());
      else
        QVERIFY2(said.empty(), said.c_str());
    }
  }

  void pairs_of_bounds_data() { schema_and_reader_data(); }

  /// Least and largest values of any two settings together: taken and recorded, or refused in one sentence.
  void pairs_of_bounds() {
    QFETCH(int, index);
    const Place place = places()[static_cast<size_t>(index)];
    std::vector<std::pair<std::string, json>> bounds;
    for (const auto& [key, property] : (*place.object)["properties"].items())
      for (const char* end : {"minimum", "maximum"})
        if (const json& numbers = resolved(property); numbers.contains(end))
          bounds.emplace_back(key, numbers[end]);
    for (const auto& [first, one] : bounds)
      for (const auto& [second, other] : bounds) {
        json document = place.document;
        document[place.at][first] = one;
        document[place.at][second] = other;
        const auto parsed = parse_config(document, "f");
        if (parsed)
          QVERIFY(Model(parsed->spec).record({2, 3, Phase::Prefill}).nodes().size() > 0);
        else
          QVERIFY2(QString::fromStdString(parsed.error().message).startsWith("f: "), document.dump().c_str());
      }
  }

  /// The shipped schema is the one the tables of the architectures make. PARETO_WRITE_SCHEMA=1 writes it anew.
  void shipped_schema() {
    const std::string path = test::resource("architectures/blueprint.schema.json"),
                      made = blueprint_schema().dump(2) + "\n";
    if (qEnvironmentVariableIsSet("PARETO_WRITE_SCHEMA"))
      QVERIFY(test::write_file(path, made));
    QVERIFY2(test::read_file(path) == made, "resources/architectures/blueprint.schema.json is not what the tables say: "
                                            "run this test with PARETO_WRITE_SCHEMA=1");
  }

  void mixer_types() {
    json document = blueprint_of({{"mixer", {{"type", "zzzzzzzz"}}}});
    std::set<std::string> types;
    for (const auto& part : schema()["$defs"]["mixer"]["oneOf"])
      types.insert(resolved(part)["properties"]["type"]["const"].get<std::string>());
    QCOMPARE(listed(refusal(document), "must be one of ", ";"), types);
  }

  void examples_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("mixers"); // architectures of the first blocks
    QTest::newRow("Samba") << "samba-like.json" << QStringList{"mamba", "sliding-window"};
    QTest::newRow("Griffin") << "griffin-like.json" << QStringList{"rg-lru", "rg-lru", "sliding-window"};
    QTest::newRow("3:1") << "gated-deltanet-attention.json"
                         << QStringList{"gated-deltanet", "gated-deltanet", "gated-deltanet", "softmax-attention"};
    QTest::newRow("window") << "gated-deltanet-window.json" << QStringList{"gated-deltanet", "sliding-window"};
  }

  void examples() {
    QFETCH(QString, file);
    QFETCH(QStringList, mixers);
    const auto model = open_model(test::resource("architectures/" + file.toStdString()));
    REQUIRE(model);
    QCOMPARE(model->model_type, std::string("blueprint"));
    QCOMPARE(model->architecture, std::string("hybrid"));
    QVERIFY(model->folder.empty()); // weights from the seed
    const ModelSpec& spec = model->model.spec();
    QCOMPARE(spec.blocks.size(), size_t{12});
    for (size_t layer = 0; layer < spec.blocks.size(); ++layer) {
      ModelSpec one;
      one.blocks = {spec.blocks[layer]};
      QCOMPARE(QString::fromStdString(architecture_of(one)), mixers[static_cast<int>(layer) % mixers.size()]);
    }
    const double budget = static_cast<double>(parameter_count(*built_in_model("softmax-attention", "125m")));
    const double off = static_cast<double>(parameter_count(spec)) / budget - 1;
    QVERIFY2(std::abs(off) <= 0.03, qPrintable(QString::number(off)));
  }

  void every_shipped_file_is_tested() {
    QCOMPARE(QDir(QString::fromStdString(test::resource("architectures"))).entryList({"*.json"}, QDir::Files).size(),
             7); // the examples, the schema, and survey.json and knowledge.json of tst_survey and tst_knowledge
  }

  void defaults() {
    const auto parsed =
        parse_config(blueprint_of({{"mixer", {{"type", "softmax-attention"}, {"heads", 2}}}, {"repeat", 3}}), "f");
    REQUIRE(parsed);
    QCOMPARE(parsed->spec.blocks.size(), size_t{3});
    QCOMPARE(parsed->architecture, std::string("softmax-attention"));
    const auto& mixer = *parsed->spec.blocks[2].mixer()->as<AttentionMixer>();
    QCOMPARE(mixer.head_dim, int64_t{32});
    QCOMPARE(mixer.kv_heads, int64_t{2});
    QVERIFY(mixer.rope.table);
    QVERIFY(!parsed->spec.blocks[0].ffn());
    QVERIFY(!parsed->spec.tied);
  }

private:
  static void check_property(const Place& place, const std::string& key, const json& property) {
    const auto with = [&](const json& value) {
      json document = place.document;
      document[place.at][key] = value;
      return refusal(document);
    };
    const std::string here = place.path + "." + key;
    if (property.contains("minimum")) {
      const bool whole = property["type"] == "integer";
      QVERIFY2(with(property["minimum"]).empty(), (here + ": " + with(property["minimum"])).c_str());
      for (const double value : {property["minimum"].get<double>() - 1, property["maximum"].get<double>() * 2 + 1}) {
        const std::string said = with(value);
        QVERIFY2(said.find(here) != std::string::npos, (here + ": " + said).c_str());
        const auto range =
            QRegularExpression("(an integer|a number) from (\\S+) to ([^;]+);").match(QString::fromStdString(said));
        QVERIFY2(range.hasMatch(), said.c_str());
        QCOMPARE(range.captured(1), QString(whole ? "an integer" : "a number"));
        QCOMPARE(range.captured(2).toDouble(), property["minimum"].get<double>());
        QCOMPARE(range.captured(3).toDouble(), property["maximum"].get<double>());
      }
    } else if (property.contains("enum")) {
      std::set<std::string> allowed;
      for (const auto& choice : property["enum"]) {
        allowed.insert(choice.get<std::string>());
        if (choice != "rwkv7") // forbids fields beside it
          QVERIFY2(with(choice).empty(), with(choice).c_str());
      }
      QCOMPARE(listed(with("zzzzzzzz"), "must be one of ", ";| \\("), allowed);
    } else if (property.value("type", json()) == "boolean") {
      QVERIFY2(with(true).empty() && with(false).empty(), with(true).c_str());
      QVERIFY(with(1).find(here + " must be true or false") != std::string::npos);
    }
  }
};

PARETO_TEST(BlueprintTest)
#include "tst_blueprint.moc"
