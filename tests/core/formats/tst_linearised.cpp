// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints with linear mixers in place of attention: which weights are the checkpoint's, and that nothing calls the
// rest trained.
#include "core/formats/linearised.h"
#include "core/formats/tensor_source.h"
#include "core/model/architectures/softmax_attention.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

std::string llama() { return test::golden("hf/llama"); }

Result<OpenedModel> opened(const Linearised& what) { return open_linearised("doc.json", to_json(what), "doc.json"); }

std::map<std::string, WeightDecl> weights_of(const OpenedModel& model) {
  std::map<std::string, WeightDecl> all;
  const Graph graph = model.model.record({1, 1, Phase::Decode});
  for (const WeightDecl& weight : graph.weights())
    all[weight.name] = weight;
  return all;
}

std::vector<float> rows_of(TensorSource& source, const WeightDecl& weight) {
  std::vector<float> values(static_cast<size_t>(weight.shape.elements()));
  if (!source.read_rows(weight, 0, weight.shape[0], values))
    qFatal("%s", weight.name.c_str());
  return values;
}

} // namespace

class LinearisedTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Projections are the checkpoint's, keys and values once for each head that shares them; the rest is seeded.
  void weights_are_the_checkpoints_where_shapes_allow() {
    const auto base = open_model(llama()), model = opened({llama(), "gated-deltanet", {1}});
    REQUIRE(base);
    REQUIRE(model);
    QCOMPARE(std::string(model->weights()), std::string("not_trained"));
    QCOMPARE(model->architecture, std::string("hybrid"));
    const auto own = open_weights(*base), mixed = open_weights(*model, 3);
    REQUIRE(own);
    REQUIRE(mixed);
    const auto before = weights_of(*base), after = weights_of(*model);
    int kept = 0, repeated = 0, seeded = 0;
    for (const auto& [name, weight] : after) {
      const std::vector<float> got = rows_of(**mixed, weight);
      const auto found = before.find(name);
      if (found == before.end()) {
        ++seeded;
        QVERIFY2(name.starts_with("layers.1.mixer."), name.c_str());
        continue;
      }
      const std::vector<float> wanted = rows_of(**own, found->second);
      if (got.size() == wanted.size()) {
        ++kept;
        QVERIFY2(got == wanted, name.c_str());
        continue;
      }
      ++repeated;
      const auto& attention = *base->model.spec().blocks[1].mixer()->as<AttentionMixer>();
      const auto head = static_cast<size_t>(attention.head_dim * base->model.spec().hidden);
      for (size_t at = 0; at < got.size(); ++at) {
        const size_t from = at / head / static_cast<size_t>(attention.heads / attention.kv_heads) * head + at % head;
        QVERIFY2(got[at] == wanted[from], name.c_str());
      }
    }
    QCOMPARE(repeated, 2); // k and v of the one layer
    QVERIFY(seeded > 0 && kept > 10);
  }

  void runs_and_is_never_called_trained() {
    const auto model = opened({llama(), "gla", {}});
    REQUIRE(model);
    QCOMPARE(model->architecture, std::string("gla")); // every layer was attention
    QVERIFY(model->untrained.find("not trained") != std::string::npos && model->folder.empty());
    QCOMPARE(model->warnings.back().code, std::string("not_trained"));
    REQUIRE_REFUSED(require_weights(*model), "not trained; only its speed can be measured");
    const auto executor = test::executor_named("baseline", 1);
    const auto loaded = LoadedModel::load(*executor, *model, {});
    REQUIRE(loaded);
    const auto tokens = test::some_tokens(19, model->model.spec().vocab);
    const auto whole = test::logits_of(**loaded, tokens, {19}), steps = test::logits_of(**loaded, tokens, {1});
    REQUIRE(whole);
    REQUIRE(steps);
    COMPARE_LOGITS(*steps, *whole, 1e-4);
  }

  void refused() {
    REQUIRE_REFUSED(opened({llama(), "gla", {99}}), "$.layers names layer 99");
    REQUIRE_REFUSED(opened({llama(), "mamba2", {}}), "mixer");
    REQUIRE_REFUSED(opened({"nowhere", "gla", {}}), "There is no file or folder 'nowhere'");
    REQUIRE_REFUSED(opened({"", "gla", {}}), "$.checkpoint is missing");
    REQUIRE_REFUSED(opened({"mingru@probe", "gla", {}}), "has no layer of softmax attention");
  }

  /// A document is opened like any model, by a path that is relative to it.
  void documents() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "made.json");
    REQUIRE(write_linearised(path, {llama(), "gla", {0}}));
    const auto model = open_model(path);
    REQUIRE(model);
    const auto other = opened({llama(), "gla", {1}});
    REQUIRE(other);
    QVERIFY(model->fingerprint != other->fingerprint && model->fingerprint != open_model(llama())->fingerprint);
    REQUIRE(write_linearised(test::inside(folder, "again.json"), {"made.json", "gla", {}}));
    REQUIRE_REFUSED(open_model(test::inside(folder, "again.json")), "is linearised itself");
  }
};

PARETO_TEST(LinearisedTest)
#include "tst_linearised.moc"
