// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"
#include "core/formats/open_model.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/list.h"
#include "core/model/same_spec.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <algorithm>
#include <cmath>
#include <set>

using namespace pareto;
using nlohmann::json;

namespace {

double off_by(int64_t parameters, int64_t budget) {
  return std::abs(static_cast<double>(parameters) / static_cast<double>(budget) - 1);
}

const RopeTable& table_of(const ParsedConfig& parsed) {
  return *parsed.spec.blocks.front().mixer()->as<AttentionMixer>()->rope.table;
}

/// Another value of the same kind.
FieldValue changed(const FieldValue& value) {
  if (const auto* rope = std::get_if<RopeSpec>(&value))
    return RopeSpec{!rope->interleaved, rope->table};
  if (const auto* number = std::get_if<double>(&value))
    return std::isinf(*number) ? 1.0 : *number + 1;
  return std::get<int64_t>(value) == 1 ? int64_t{0} : int64_t{1};
}

} // namespace

/// Built-in architectures and shapes, the matching baseline, and both spellings of rotary parameters.
class CatalogueTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void entries() {
    std::set<std::string> ids, names, family_ids;
    for (const Family& family : families())
      QVERIFY(family_ids.insert(family.id).second);
    for (const Architecture& each : architectures()) {
      QVERIFY2(ids.insert(each.id).second, each.id.c_str());
      QVERIFY2(names.insert(each.name).second, each.name.c_str());
      QVERIFY2(family_ids.count(each.family), each.id.c_str());
      for (const std::string* text :
           {&each.section, &each.paper, &each.source, &each.idea, &each.promise, &each.weakness, &each.complexity})
        QVERIFY2(!text->empty(), each.id.c_str());
      QCOMPARE(find_architecture(each.id), &each);
    }
    QVERIFY(!find_architecture("nothing"));
    for (const char* id : {"softmax-attention",
                           "sliding-window",
                           "linear-attention",
                           "retnet",
                           "gla",
                           "hgrn2",
                           "deltanet",
                           "gated-deltanet",
                           "rwkv7",
                           "s5",
                           "mamba",
                           "mamba2",
                           "mamba3",
                           "log-linear-mamba2",
                           "rg-lru",
                           "hgrn",
                           "mingru",
                           "gated-deltaproduct",
                           "kda",
                           "comba",
                           "gated-deltanet-2",
                           "precond-kda",
                           "precond-gated-deltanet",
                           "rwkv4",
                           "rwkv5",
                           "rwkv6",
                           "minlstm",
                           "mlstm",
                           "slstm",
                           "ttt-linear",
                           "titans",
                           "mesa-net",
                           "gsa",
                           "abc",
                           "lightnet",
                           "rodimus",
                           "based",
                           "rebased",
                           "simple-gla",
                           "lightning-attention"})
      QVERIFY2(ids.count(id), id);
    QCOMPARE(size_names(), (std::vector<std::string>{"probe", "pilot", "125m", "340m", "1.3b"}));
  }

  /// architectures/NAME.cpp holds the architecture NAME, dashes written as underlines.
  void files_are_named_by_ids() {
#define PARETO_NAME_AND_ID(name) {#name, architecture::name().id},
    const std::vector<std::pair<std::string, std::string>> all{PARETO_ARCHITECTURES(PARETO_NAME_AND_ID)};
#undef PARETO_NAME_AND_ID
    QCOMPARE(all.size(), architectures().size());
    for (auto [name, id] : all) {
      std::replace(name.begin(), name.end(), '_', '-');
      QCOMPARE(name, id);
    }
  }

  /// The same of feed_forward/NAME.cpp.
  void feed_forward_files_are_named_by_ids() {
#define PARETO_NAME_AND_ID(name) {#name, feed_forward::name().id},
    const std::vector<std::pair<std::string, std::string>> all{PARETO_FEED_FORWARDS(PARETO_NAME_AND_ID)};
#undef PARETO_NAME_AND_ID
    for (auto [name, id] : all) {
      std::replace(name.begin(), name.end(), '_', '-');
      QCOMPARE(name, id);
    }
  }

  /// No setting is left out of the comparison of models: each that counts, changed, makes another one.
  void every_setting_counts() {
    for (const Architecture& architecture : architectures())
      for (const Field& field : architecture.fields.rows) {
        const Mixer plain = architecture.shape.mixers.front()({"probe", 128, 64, 2, 2, 2, 152, 64, true}, 64);
        Mixer other = plain;
        QVERIFY(same_mixer(other, plain));
        field.set(other, changed(field.get(other)));
        QCOMPARE(same_mixer(other, plain), field.counts && !field.counts(plain));
      }
  }

  /// The same of feed-forward parts.
  void every_feed_forward_setting_counts() {
    for (const FeedForwardKind& kind : feed_forwards())
      for (const Field& field : kind.fields.rows) {
        const FeedForward plain(kind.fields.fresh());
        FeedForward other = plain;
        QCOMPARE(&other.kind(), &kind);
        QVERIFY(same_feed_forward(other, plain));
        field.set(other, changed(field.get(other)));
        QCOMPARE(same_feed_forward(other, plain), field.counts && !field.counts(plain));
      }
  }

  /// Kinds of feed-forward part differ, whatever their settings.
  void feed_forward_kinds_differ() {
    for (const FeedForwardKind& one : feed_forwards())
      for (const FeedForwardKind& other : feed_forwards())
        QCOMPARE(same_feed_forward(FeedForward(one.fields.fresh()), FeedForward(other.fields.fresh())), &one == &other);
  }

  void budgets() {
    const std::vector<std::pair<const char*, double>> wanted{
        {"probe", 1e5}, {"pilot", 3e6}, {"125m", 125e6}, {"340m", 340e6}, {"1.3b", 1.3e9}};
    for (const auto& [size, parameters] : wanted) {
      const auto spec = built_in_model("softmax-attention", size);
      REQUIRE(spec);
      QVERIFY2(std::abs(static_cast<double>(parameter_count(*spec)) / parameters - 1) < 0.1, size);
    }
    QCOMPARE(built_in_model("mamba", "probe")->vocab, int64_t{128});
    QCOMPARE(built_in_model("mamba", "pilot")->vocab, int64_t{1024});
  }

  /// Sizes for formulas open as the others do, near the budget their name states.
  void shapes_for_formulas() {
    const std::vector<std::pair<const char*, double>> wanted{
        {"7b", 6.74e9}, {"13b", 13.0e9}, {"34b", 33.7e9}, {"70b", 69.0e9}, {"405b", 405.9e9}};
    QCOMPARE(formula_size_names().size(), wanted.size());
    for (const auto& [size, parameters] : wanted) {
      const auto spec = built_in_model("softmax-attention", size);
      REQUIRE(spec);
      QVERIFY2(off_by(parameter_count(*spec), static_cast<int64_t>(parameters)) < 0.01, size);
    }
    for (const Architecture& architecture : architectures()) {
      const auto model = open_model(architecture.id + "@70b");
      REQUIRE(model);
      const double off = off_by(parameter_count(model->model.spec()), 68'976'648'192);
      QVERIFY2(off <= 0.05, qPrintable(QString::fromStdString(architecture.id) + QString(" off by %1").arg(off)));
    }
  }

  void shapes_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("size");
    for (const Architecture& architecture : architectures())
      for (const std::string& size : size_names())
        QTest::addRow("%s@%s", architecture.id.c_str(), size.c_str())
            << QString::fromStdString(architecture.id) << QString::fromStdString(size);
  }

  /// Every ID@SIZE opens; an assumed shape keeps to the parameter budget of its size, and has a matching baseline.
  void shapes() {
    QFETCH(QString, id);
    QFETCH(QString, size);
    const auto model = open_model((id + "@" + size).toStdString());
    REQUIRE(model);
    QCOMPARE(QString::fromStdString(model->architecture), id);
    const ModelSpec& spec = model->model.spec();
    const int64_t parameters = parameter_count(spec),
                  budget = parameter_count(*built_in_model("softmax-attention", size.toStdString()));
    const double off = off_by(parameters, budget);
    QVERIFY2(!spec.assumed_shape || off <= 0.05, qPrintable(QString("off by %1").arg(off)));
    QVERIFY2(off <= 0.12, qPrintable(QString("a published shape off by %1").arg(off)));
    std::string architecture = architecture_of(spec);
    QVERIFY2(architecture == "hybrid" || architecture == id.toStdString(), architecture.c_str());
    QCOMPARE(architecture == "hybrid", id.startsWith("hybrid-"));
    const ModelSpec baseline = matching_baseline(spec);
    QCOMPARE(baseline.vocab, spec.vocab);
    QCOMPARE(baseline.tied, spec.tied);
    QCOMPARE(architecture_of(baseline), std::string("softmax-attention"));
    QVERIFY2(off_by(parameter_count(baseline), parameters) <= 0.03,
             qPrintable(QString("the baseline is off by %1").arg(off_by(parameter_count(baseline), parameters))));
  }

  void baselines_of_configurations_data() {
    QTest::addColumn<QString>("path");
    for (const QString& name : QDir(QString::fromStdString(test::golden("configs"))).entryList({"*.json"}, QDir::Files))
      if (open_model(test::golden("configs/" + name.toStdString())))
        QTest::newRow(qPrintable(name)) << "configs/" + name;
    for (const QString& name :
         QDir(QString::fromStdString(test::golden("hf"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (open_model(test::golden("hf/" + name.toStdString())))
        QTest::newRow(qPrintable(name)) << "hf/" + name;
  }

  void baselines_of_configurations() {
    QFETCH(QString, path);
    const auto model = open_model(test::golden(path.toStdString()));
    REQUIRE(model);
    const int64_t parameters = parameter_count(model->model.spec());
    const double off = off_by(parameter_count(matching_baseline(model->model.spec())), parameters);
    QVERIFY2(off <= 0.03, qPrintable(QString("%1 parameters, off by %2").arg(parameters).arg(off)));
  }

  void shapes_of_listed_architectures_only() {
    for (const Architecture& architecture : architectures())
      QVERIFY2(has_built_in_shape(architecture.id), architecture.id.c_str());
    for (const char* id : {"", "mamba4", "titan", "hybrid-unknown", "MinGRU", "gated-deltanet-3"})
      QVERIFY2(!has_built_in_shape(id), id);
  }

  void unknown_names() {
    REQUIRE_REFUSED(open_model("jetmoe@125m"),
                    "There is no built-in architecture 'jetmoe'. `paretoscope-engine architectures` lists them all.");
    REQUIRE_REFUSED(open_model("Gated_DeltaNet@125m"),
                    "There is no built-in architecture 'Gated_DeltaNet'; did you mean 'gated-deltanet'?");
    REQUIRE_REFUSED(open_model("mamba@125g"), "There is no size '125g'; the sizes are probe, pilot, 125m, 340m, 1.3b, "
                                              "and for formulas 7b, 13b, 34b, 70b, 405b.");
    REQUIRE_REFUSED(open_model("@"), "There is no built-in architecture ''");
    REQUIRE_REFUSED(open_model("mamba"), "There is no file or folder 'mamba'");
    REQUIRE_REFUSED(open_model(""), "There is no file or folder ''");
    REQUIRE_REFUSED(open_model("nowhere/mamba@125m"), "There is no file or folder");
    QTemporaryDir folder;
    REQUIRE_REFUSED(open_model(folder.path().toStdString()), "has no config.json");
    QVERIFY(
        test::write_file(test::inside(folder, "config.json"), "{\"model_type\": \"llama\", \"model_type\": \"gpt2\"}"));
    REQUIRE_REFUSED(open_model(folder.path().toStdString()), "key \"model_type\" appears twice");
  }

  void rope_spellings_data() {
    QTest::addColumn<QByteArray>("parameters");
    QTest::newRow("default") << QByteArray(R"({"rope_type": "default", "rope_theta": 500000.0})");
    QTest::newRow("linear") << QByteArray(R"({"rope_type": "linear", "rope_theta": 20000.0, "factor": 4.0})");
    QTest::newRow("llama3") << QByteArray(
        R"({"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192})");
    QTest::newRow("yarn") << QByteArray(
        R"({"rope_type": "yarn", "rope_theta": 1000000.0, "factor": 4.0, "original_max_position_embeddings": 32768})");
    QTest::newRow("longrope") << QByteArray(
        R"({"rope_type": "longrope", "rope_theta": 10000.0, "original_max_position_embeddings": 64,
      "short_factor": [1, 1.1, 1.2, 1.3], "long_factor": [2, 3, 4, 5]})");
  }

  /// `rope_parameters`, and `rope_theta` beside `rope_scaling` (with "rope_type" or the older "type"): the same angles.
  void rope_spellings() {
    QFETCH(QByteArray, parameters);
    const json modern = json::parse(parameters.toStdString());
    json base{{"model_type", "llama"},         {"vocab_size", 10},         {"hidden_size", 16},
              {"num_hidden_layers", 1},        {"num_attention_heads", 2}, {"intermediate_size", 8},
              {"max_position_embeddings", 128}};
    json new_style = base, old_style = base, oldest = base;
    new_style["rope_parameters"] = modern;
    old_style["rope_theta"] = modern["rope_theta"];
    old_style["rope_scaling"] = modern;
    old_style["rope_scaling"].erase("rope_theta");
    oldest = old_style;
    oldest["rope_scaling"]["type"] = oldest["rope_scaling"]["rope_type"];
    oldest["rope_scaling"].erase("rope_type");
    if (modern["rope_type"] == "default")
      old_style["rope_scaling"] = nullptr;
    const auto wanted = parse_config(new_style, "f");
    REQUIRE(wanted);
    QCOMPARE(table_of(*wanted).inv_freq.size(), size_t{4});
    for (const json& document : {old_style, oldest}) {
      const auto parsed = parse_config(document, "f");
      REQUIRE(parsed);
      QVERIFY(table_of(*parsed).inv_freq == table_of(*wanted).inv_freq);
      QVERIFY(table_of(*parsed).inv_freq_long == table_of(*wanted).inv_freq_long);
      QCOMPARE(table_of(*parsed).long_after, table_of(*wanted).long_after);
      QCOMPARE(table_of(*parsed).attention_factor, table_of(*wanted).attention_factor);
    }
    json other = new_style;
    other["rope_parameters"]["rope_theta"] = 12345.0;
    QVERIFY(table_of(*parse_config(other, "f")).inv_freq != table_of(*wanted).inv_freq);
  }

  void hybrids() {
    const auto samba = open_model("hybrid-samba@125m");
    REQUIRE(samba);
    const auto& blocks = samba->model.spec().blocks;
    for (size_t layer = 0; layer < blocks.size(); ++layer)
      QCOMPARE((blocks[layer].mixer()->as<MambaMixer>() != nullptr), layer % 2 == 0);
    const auto gdn = open_model(test::golden("hf/fla-gated_deltanet-hybrid"));
    REQUIRE(gdn);
    QCOMPARE(gdn->architecture, std::string("hybrid"));
  }
};

PARETO_TEST(CatalogueTest)
#include "tst_catalogue.moc"
