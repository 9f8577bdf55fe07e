// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/stated_context.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;

class TestStatedContext : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void only_what_lies_beyond_is_said_data() {
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("a folder") << QByteArray(PARETO_GOLDEN_DIR "/hf/llama") << QByteArray("max_position_embeddings");
    QTest::newRow("learned positions") << QByteArray(PARETO_GOLDEN_DIR "/hf/gpt2")
                                       << QByteArray("max_position_embeddings");
    QTest::newRow("a GGUF file") << QByteArray(PARETO_GOLDEN_DIR "/gguf/models/llama-f32/model.gguf")
                                 << QByteArray("context_length");
  }
  void only_what_lies_beyond_is_said() {
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, key);
    const auto opened = open_model(model.toStdString());
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    const int64_t most = opened->model.spec().max_context;
    QVERIFY(most > 0);
    QVERIFY(!beyond_stated_context(*opened, 1));
    QVERIFY(!beyond_stated_context(*opened, most));
    const auto beyond = beyond_stated_context(*opened, most + 1);
    QVERIFY(beyond);
    QCOMPARE(beyond->code, std::string("beyond_context"));
    for (const std::string& part : {std::to_string(most), std::to_string(most + 1), key.toStdString()})
      QVERIFY2(beyond->message.find(part) != std::string::npos, beyond->message.c_str());
  }

  void nothing_is_said_where_nothing_is_stated() {
    const auto opened = open_model("mamba2@probe");
    QVERIFY(opened && opened->model.spec().max_context == 0);
    QVERIFY(!beyond_stated_context(*opened, int64_t{1} << 24));
  }
};

PARETO_TEST(TestStatedContext)
#include "tst_stated_context.moc"
