// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cost.h"
#include "core/model/catalogue.h"
#include "core/model/config/config.h"
#include "core/model/model.h"

#include <QTest>

using namespace pareto;

class TestBlueprintWriter : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void roundTrip_data();
  void roundTrip();
  void matchingBaseline();
  void refusals_data();
  void refusals();
};

void TestBlueprintWriter::roundTrip_data() {
  QTest::addColumn<std::string>("id");
  for (const Architecture& architecture : architectures())
    if (architecture.id != "rwkv7") // normalises its embedding first: refused, below
      QTest::newRow(architecture.id.c_str()) << architecture.id;
}

void TestBlueprintWriter::roundTrip() {
  QFETCH(std::string, id);
  const auto spec = built_in_model(id, "pilot");
  QVERIFY(spec.has_value());
  const auto json = blueprint_to_json(*spec, id);
  QVERIFY2(json.has_value(), json ? "" : json.error().message.c_str());
  const auto read = parse_config(*json, "written");
  QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
  QCOMPARE(read->spec.blocks.size(), spec->blocks.size());
  QCOMPARE(parameter_count(read->spec), parameter_count(*spec));
  QCOMPARE(architecture_of(read->spec), architecture_of(*spec));
  const Graph before = Model(*spec).record({2, 1, Phase::Decode}), after = Model(read->spec).record({2, 1, Phase::Decode});
  for (int64_t context : {1, 100, 1000}) // the same state, operations and bytes at any length
    QCOMPARE(step_cost(after, {}, context).bytes(), step_cost(before, {}, context).bytes());
  QCOMPARE(step_cost(after, {}, 100).flops, step_cost(before, {}, 100).flops);
  QVERIFY(*blueprint_to_json(read->spec, id) == *json);
}

void TestBlueprintWriter::matchingBaseline() {
  const auto model = built_in_model("mamba2", "pilot");
  const ModelSpec baseline = matching_baseline(*model);
  const auto read = parse_config(*blueprint_to_json(baseline, "baseline"), "written");
  QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
  QCOMPARE(parameter_count(read->spec), parameter_count(baseline));
  const auto& rope = std::get<AttentionMixer>(read->spec.blocks[0].mixer).rope;
  const auto& expected = std::get<AttentionMixer>(baseline.blocks[0].mixer).rope;
  for (size_t i = 0; i < expected.table->inv_freq.size(); ++i)
    QVERIFY(std::abs(rope.table->inv_freq[i] - expected.table->inv_freq[i]) < 1e-12);
}

void TestBlueprintWriter::refusals_data() {
  QTest::addColumn<int>("which");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("layer is named") << 0 << "Layer 1 ";
  QTest::newRow("scaled rotary positions") << 1 << "scaled rotary positions";
  QTest::newRow("logit cap") << 2 << "caps its logits";
  QTest::newRow("rwkv7") << 3 << "normalises its embedding first";
}

void TestBlueprintWriter::refusals() {
  QFETCH(int, which);
  QFETCH(QString, sentence);
  ModelSpec spec = *built_in_model(which == 3 ? "rwkv7" : "softmax-attention", "pilot");
  auto* attention = std::get_if<AttentionMixer>(&spec.blocks[1].mixer);
  if (which == 0)
    attention->output_bias = true;
  if (which == 1) {
    auto table = std::make_shared<RopeTable>(*attention->rope.table);
    table->inv_freq.back() *= 0.5;
    attention->rope.table = table;
  }
  if (which == 2)
    spec.logit_softcap = 30;
  const auto json = blueprint_to_json(spec, "x");
  QVERIFY(!json.has_value());
  QVERIFY2(QString::fromStdString(json.error().message).contains(sentence), json.error().message.c_str());
}

QTEST_MAIN(TestBlueprintWriter)
#include "tst_blueprint_writer.moc"
