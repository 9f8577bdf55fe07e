// SPDX-License-Identifier: GPL-3.0-or-later
// A prompt whose beginning was read before: the same logits, bit for bit, and what it costs.
#include "core/measure/reuse.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <QDir>

#include <cstring>

using namespace pareto;

namespace {

constexpr int kBatch = 2;
constexpr int64_t kPrompt = 43, kReused = 17, kStep = 8;

/// Tokens [begin, end) of both sequences, in steps; logits of every one of them.
Result<std::vector<float>> read(SequenceBatch& sequence, int64_t begin, int64_t end, int64_t vocab, uint32_t seed) {
  std::vector<float> all;
  const auto rows = test::some_tokens(kBatch * kPrompt, vocab, seed);
  while (begin < end) {
    const int64_t count = std::min(kStep, end - begin);
    std::vector<int32_t> tokens;
    for (int b = 0; b < kBatch; ++b)
      tokens.insert(tokens.end(), rows.begin() + b * kPrompt + begin, rows.begin() + b * kPrompt + begin + count);
    PARETO_TRY_ASSIGN(program, sequence.step(tokens, LogitRows::All));
    const auto logits = program->output("logits");
    all.insert(all.end(), logits.begin(), logits.end());
    begin += count;
  }
  return all;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return !a.empty() && a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

} // namespace

class TestReuse : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void restored_logits_are_the_same_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("executor");
    const QDir root(QString::fromStdString(test::golden("hf")));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (open_model(test::golden("hf/" + name.toStdString())))
        for (const char* executor : {"baseline", "avx2"})
          QTest::addRow("%s on %s", qPrintable(name), executor)
              << QString::fromStdString(test::golden("hf/" + name.toStdString())) << QString(executor);
    for (const Architecture& architecture : architectures())
      QTest::addRow("%s probe", architecture.id.c_str())
          << QString::fromStdString(architecture.id) + "@probe" << QString("baseline");
  }
  void restored_logits_are_the_same() {
    QFETCH(QString, id);
    QFETCH(QString, executor);
    EXECUTOR_OR_SKIP(cpu, executor);
    const auto opened = open_model(id.toStdString());
    REQUIRE(opened);
    const int64_t vocab = opened->model.spec().vocab;
    const auto model = LoadedModel::load(*cpu, *opened, {});
    REQUIRE(model);
    const auto state = (*model)->new_state(kBatch, kPrompt, static_cast<int>(kStep));
    REQUIRE(state);
    SequenceBatch sequence(**model, **state, kBatch);
    REQUIRE(read(sequence, 0, kReused, vocab, 1));
    const auto snapshot = (*state)->snapshot();
    QVERIFY(snapshot);
    const auto unbroken = read(sequence, kReused, kPrompt, vocab, 1);
    REQUIRE(unbroken);
    // another prompt, longer than what is restored
    (*state)->reset();
    sequence.set_position(0);
    REQUIRE(read(sequence, 0, kReused + 20, vocab, 2));
    REQUIRE((*state)->restore(*snapshot));
    sequence.set_position(kReused);
    const auto restored = read(sequence, kReused, kPrompt, vocab, 1);
    REQUIRE(restored);
    QVERIFY(same_bits(*restored, *unbroken));
    // and again, from a state that was fresh
    (*state)->reset();
    REQUIRE((*state)->restore(*snapshot));
    sequence.set_position(kReused);
    QVERIFY(same_bits(*read(sequence, kReused, kPrompt, vocab, 1), *unbroken));
  }

  void at_least_the_last_token_is_read() {
    QCOMPARE(reused_tokens(100, 0), int64_t(0));
    QCOMPARE(reused_tokens(100, 0.5), int64_t(50));
    QCOMPARE(reused_tokens(100, 0.996), int64_t(99));
    QCOMPARE(reused_tokens(100, 1), int64_t(99));
    QCOMPARE(reused_tokens(1, 1), int64_t(0));
    QCOMPARE(reused_tokens(0, 1), int64_t(0));
  }

  void a_cache_grows_and_a_state_does_not() {
    const auto bytes = [](const char* id, double share) -> int64_t {
      const auto executor = test::executor_named("baseline");
      const auto opened = open_model(id);
      const auto model = LoadedModel::load(*executor, *opened, {});
      CellKey key;
      key.kind = CellKey::Kind::Prefill;
      key.model = id;
      key.prompt_tokens = 65;
      key.batch = 2;
      MeasureOptions options;
      options.prefill_step = 16;
      options.rules.least = options.rules.most = 3;
      options.witnesses = [](bool) { return Witnesses(); }; // whatever runs beside the test
      const auto reuse = measure_reused(**model, key, share, options);
      if (!reuse || !reuse->ttft_ms || !reuse->whole_ms || !reuse->restore_ms || reuse->ttft_ms->n != 3 ||
          reuse->restore_ms->n != 3 || !(reuse->restore_ms->value < reuse->ttft_ms->value))
        return -1;
      return reuse->snapshot_bytes;
    };
    const int64_t half = bytes("softmax-attention@probe", 0.5), all = bytes("softmax-attention@probe", 1);
    QVERIFY(half > 0 && all > 0);
    QCOMPARE(half * 64, all * 33); // 33 and 64 of the 65 tokens
    QVERIFY(bytes("mamba2@probe", 0.5) > 0);
    QCOMPARE(bytes("mamba2@probe", 0.5), bytes("mamba2@probe", 1));
    QVERIFY(bytes("mamba2@probe", 0) >= 0);
  }

  void what_is_no_prompt_is_refused() {
    const auto executor = test::executor_named("baseline");
    const auto opened = open_model("mamba2@probe");
    const auto model = LoadedModel::load(*executor, *opened, {});
    CellKey key;
    key.model = "mamba2@probe";
    key.prompt_tokens = 8;
    REQUIRE_REFUSED(measure_reused(**model, key, 0.5, {}), "a prompt and a share");
    key.kind = CellKey::Kind::Prefill;
    REQUIRE_REFUSED(measure_reused(**model, key, 1.5, {}), "a prompt and a share");
    REQUIRE_REFUSED(measure_reused(**model, key, NAN, {}), "a prompt and a share");
    key.prompt_tokens = 0;
    REQUIRE_REFUSED(measure_reused(**model, key, 0.5, {}), "a prompt and a share");
    key.prompt_tokens = int64_t{1} << 36;
    const auto attention = open_model("softmax-attention@probe");
    const auto large = LoadedModel::load(*executor, *attention, {});
    REQUIRE_REFUSED(measure_reused(**large, key, 0.5, {}), " MiB are free");
  }
};

PARETO_TEST(TestReuse)
#include "tst_reuse.moc"
