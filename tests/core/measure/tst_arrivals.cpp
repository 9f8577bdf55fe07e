// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/arrivals.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace pareto;

class TestArrivals : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void the_same_seed_gives_the_same_bytes() {
    PoissonArrivals process;
    process.per_second = 50;
    process.seed = 7;
    const auto first = arrivals_of(process), again = arrivals_of(process);
    REQUIRE(first);
    QVERIFY(*first == *again);
    process.seed = 8;
    QVERIFY(*arrivals_of(process) != *first);
    // on every machine: these are the first of seed 0 at one a second
    process.per_second = 1;
    process.seed = 0;
    const auto known = arrivals_of(process);
    REQUIRE(known);
    const double wanted[] = {2.148241359348383, 2.7130445735795443, 2.7398339988283134};
    for (size_t i = 0; i < 3; ++i) // computed apart, in another language
      QVERIFY(std::abs((*known)[i].seconds - wanted[i]) < 1e-12);
  }

  void gaps_are_exponential() {
    PoissonArrivals process;
    process.per_second = 100;
    process.seconds = 2000;
    process.prompt_tokens = 3;
    process.answer_tokens = 5;
    const auto arrivals = arrivals_of(process);
    REQUIRE(arrivals);
    const auto n = static_cast<double>(arrivals->size());
    QVERIFY(std::abs(n - 200'000) < 4 * std::sqrt(200'000)); // four standard deviations of the count
    double sum = 0, squares = 0, last = 0;
    int beyond = 0;
    for (const Arrival& arrival : *arrivals) {
      const double gap = arrival.seconds - last;
      QVERIFY(gap >= 0 && arrival.prompt_tokens == 3 && arrival.answer_tokens == 5);
      sum += gap;
      squares += gap * gap;
      beyond += gap > 0.02;
      last = arrival.seconds;
    }
    const double mean = sum / n, variance = squares / n - mean * mean;
    QVERIFY(std::abs(variance / (mean * mean) - 1) < 0.03);
    QVERIFY(std::abs(beyond / n - std::exp(-2)) < 0.004);
    QVERIFY(std::abs(load_of(*arrivals) - 100) < 1);
    QCOMPARE(longest_of(*arrivals), int64_t(8));
  }

  void a_process_that_cannot_be() {
    for (const auto& [rate, seconds] : {std::pair{0.0, 60.0},
                                        {-1.0, 60.0},
                                        {1.0, 0.0},
                                        {1.0, -5.0},
                                        {NAN, 1.0},
                                        {INFINITY, 1.0},
                                        {1.0, INFINITY},
                                        {1.0, NAN}})
      QVERIFY(!arrivals_of(PoissonArrivals{rate, seconds, 1, 1, 0}));
    REQUIRE_REFUSED(arrivals_of({1e6, 1e6, 1, 1, 0}), "more than 1000000 requests");
    REQUIRE_REFUSED(arrivals_of({1e-6, 1, 1, 1, 0}), "No request comes");
  }

  void columns_in_any_order() {
    const auto wanted = std::vector<Arrival>{{0, 5, 6}, {0.25, 7, 8}, {0.25, 1, 1}};
    for (const char* text : {"time_s,prompt_tokens,answer_tokens\n0,5,6\n0.25,7,8\n0.25,1,1\n",
                             "time_s,prompt_tokens,answer_tokens\r\n0,5,6\r\n\r\n0.25,7,8\r\n0.25,1,1",
                             "\xef\xbb\xbf"
                             "answer_tokens, who ,time_s,prompt_tokens\n6,a,0,5\n8,,2.5e-1,7\n1,b, 0.25 ,1\n\n"}) {
      const auto read = parse_arrivals(text, "f.csv");
      REQUIRE(read);
      QVERIFY(*read == wanted);
    }
  }

  void hostile_files_data() {
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QString>("sentence");
    const QByteArray heading = "time_s,prompt_tokens,answer_tokens\n";
    const auto row = [&](const char* name, const QByteArray& csv, const char* sentence) {
      QTest::newRow(name) << csv << sentence;
    };
    row("nothing", "", "f.csv is empty.");
    row("blank lines", "\n\n \r\n", "f.csv is empty.");
    row("heading alone", heading, "holds no request");
    row("no heading", "0,1,2\n",
        "line 1: the heading must name time_s, prompt_tokens and answer_tokens; time_s is not");
    row("a column less", "time_s,prompt_tokens\n0,1\n", "answer_tokens is not there");
    row("a column twice", "time_s,time_s,prompt_tokens,answer_tokens\n", "names time_s twice");
    row("a cell less", heading + "0,1\n", "line 2: there is no answer_tokens.");
    row("an empty cell", heading + "0,,1\n",
        "line 2: prompt_tokens must be a whole number from 1 to 1048576; found ''");
    row("negative time", heading + "0,1,1\n-1,1,1\n", "line 3: time_s must be seconds from 0 to 10000000; found '-1'");
    row("nan", heading + "nan,1,1\n", "found 'nan'");
    row("infinite", heading + "inf,1,1\n", "found 'inf'");
    row("too late", heading + "1e300,1,1\n", "found '1e300'");
    row("too large", heading + "1e999,1,1\n", "found '1e999'");
    row("unordered", heading + "2,1,1\n\n1,1,1\n", "line 4: comes before the line above it");
    row("no tokens", heading + "0,0,1\n", "found '0'");
    row("negative tokens", heading + "0,1,-4\n", "answer_tokens must be a whole number");
    row("half a token", heading + "0,1.5,1\n", "found '1.5'");
    row("many tokens", heading + "0,9999999999999999999999,1\n", "found '9999999999999999999999'");
    row("words", heading + "now,1,1\n", "found 'now'");
    row("quotes", heading + "\"0\",1,1\n", "line 2: time_s");
    row("nul", heading + QByteArray("0\0,1,1\n", 7), "line 2: time_s");
    row("long cell", heading + QByteArray(100'000, '9') + ",1,1\n", "...'");
    row("binary",
        QByteArray("\x7f"
                   "ELF\x02\x01\x01\0\0\0",
                   10),
        "the heading must name");
    row("semicolons", "time_s;prompt_tokens;answer_tokens\n0;1;1\n", "the heading must name");
  }
  void hostile_files() {
    QFETCH(QByteArray, csv);
    QFETCH(QString, sentence);
    const auto read = parse_arrivals({csv.constData(), static_cast<size_t>(csv.size())}, "f.csv");
    REQUIRE_REFUSED(read, sentence.toStdString());
    QVERIFY(read.error().message.find('\n') == std::string::npos && read.error().message.size() < 300);
  }

  /// Whatever stands in a file, it is refused with a sentence or means what its lines say.
  void any_bytes() {
    const std::string good = "time_s,prompt_tokens,answer_tokens\n0,5,6\n0.25,7,8\n1e1,1,1\n";
    uint64_t state = 1;
    const auto next = [&state](size_t below) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      return static_cast<size_t>(state >> 33) % below;
    };
    int taken = 0;
    for (int i = 0; i < 20'000; ++i) {
      std::string bytes = good;
      for (size_t change = 0, changes = 1 + next(4); change < changes; ++change) {
        const size_t at = next(bytes.size());
        if (next(3) == 0)
          bytes.erase(at, 1 + next(8));
        else
          bytes[at] = next(2) ? "0123456789.,-+e\n\r\t "[next(20)] : static_cast<char>(next(256));
      }
      const auto read = parse_arrivals(bytes, "f.csv");
      if (!read) {
        QVERIFY(!read.error().message.empty() && read.error().message.find('\n') == std::string::npos);
        continue;
      }
      ++taken;
      double last = 0;
      for (const Arrival& arrival : *read) {
        QVERIFY(arrival.seconds >= last && arrival.seconds <= kLongestTrace);
        QVERIFY(arrival.prompt_tokens >= 1 && arrival.answer_tokens >= 1 && arrival.prompt_tokens <= kLongestRequest);
        last = arrival.seconds;
      }
    }
    QVERIFY(taken > 500);
  }

  void too_many_lines() {
    std::string csv = "time_s,prompt_tokens,answer_tokens\n";
    for (size_t i = 0; i <= kMostArrivals; ++i)
      csv += "0,1,1\n";
    REQUIRE_REFUSED(parse_arrivals(csv, "f.csv"), "more than 1000000 requests");
  }

  void files_are_read() {
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "trace.csv");
    QVERIFY(test::write_file(path, "time_s,prompt_tokens,answer_tokens\n1,2,3\n"));
    const auto read = read_arrivals(path);
    REQUIRE(read);
    QCOMPARE(read->size(), size_t(1));
    QVERIFY(!read_arrivals(folder.path().toStdString()) && !read_arrivals(path + "x"));
  }

  void a_faster_trace_has_the_same_requests() {
    const std::vector<Arrival> slow{{1, 2, 3}, {3, 4, 5}, {5, 6, 7}};
    QCOMPARE(load_of(slow), 0.5);
    const auto fast = faster(slow, 4);
    QCOMPARE(load_of(fast), 2.0);
    QVERIFY(fast[1] == (Arrival{0.75, 4, 5}));
    QCOMPARE(load_of({}), 0.0);
    QCOMPARE(load_of({{1, 1, 1}, {1, 1, 1}}), 0.0);
  }
};

PARETO_TEST(TestArrivals)
#include "tst_arrivals.moc"
