// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/fold.h"
#include "core/graph/tensor.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;

namespace {

Tensor dense(const Dims& shape) {
  Tensor tensor;
  tensor.id = 0;
  tensor.shape = shape;
  tensor.strides = dense_strides(shape);
  return tensor;
}

/// Storage index of every element, in row-major order of the view.
std::vector<int64_t> order(const Tensor& view) {
  std::vector<int64_t> all;
  for_each_element(view, [&](int64_t at) { all.push_back(at); });
  return all;
}

} // namespace

/// Views are strides on a handle: each is held against an enumeration by hand.
class TensorTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void dims() {
    const Dims shape{2, 3, 5};
    QCOMPARE(shape.rank(), 3);
    QCOMPARE(shape.elements(), int64_t{30});
    QCOMPARE(Dims{}.elements(), int64_t{1});
    QCOMPARE(shape.back(), int64_t{5});
    QCOMPARE(shape[-3], int64_t{2});
    QVERIFY(shape == (Dims{2, 3, 5}));
    QVERIFY(!(shape == (Dims{2, 3})));
    QVERIFY(!(shape == (Dims{2, 3, 6})));
    QVERIFY(dense_strides(shape) == (Dims{15, 5, 1}));
  }

  void slice() {
    const Tensor view = dense({2, 3, 4}).slice(1, 1, 2).slice(2, 3, 1);
    QVERIFY(view.shape == (Dims{2, 2, 1}));
    QCOMPARE(order(view), (std::vector<int64_t>{7, 11, 19, 23}));
    QVERIFY(!view.dense());
    QVERIFY(dense({4, 3}).slice(0, 1, 2).dense()); // whole rows stay dense
  }

  void permute() {
    const Tensor view = dense({2, 3, 2}).permute({2, 0, 1});
    QVERIFY(view.shape == (Dims{2, 2, 3}));
    QCOMPARE(order(view), (std::vector<int64_t>{0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11}));
  }

  void broadcast() {
    const Tensor row = dense({3}).broadcast({2, 2, 3});
    QCOMPARE(order(row), (std::vector<int64_t>{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}));
    const Tensor column = dense({2, 1}).broadcast({2, 3});
    QCOMPARE(order(column), (std::vector<int64_t>{0, 0, 0, 1, 1, 1}));
    QVERIFY(!column.dense());
    const Tensor strided = dense({2, 3}).slice(1, 1, 1).broadcast({2, 2});
    QCOMPARE(order(strided), (std::vector<int64_t>{1, 1, 4, 4}));
  }

  void reshape_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<std::vector<int64_t>>("target");
    QTest::newRow("split") << 0 << std::vector<int64_t>{2, 3, 2, 2};
    QTest::newRow("merge all") << 0 << std::vector<int64_t>{24};
    QTest::newRow("regroup") << 0 << std::vector<int64_t>{4, 6};
    QTest::newRow("regroup across") << 0 << std::vector<int64_t>{3, 2, 4};
    QTest::newRow("ones inserted") << 0 << std::vector<int64_t>{1, 6, 1, 4, 1};
    QTest::newRow("heads of a slice") << 1 << std::vector<int64_t>{2, 3, 2, 2};
    QTest::newRow("rows of a slice merged") << 1 << std::vector<int64_t>{6, 4};
    QTest::newRow("ones around a slice") << 1 << std::vector<int64_t>{1, 2, 3, 4, 1};
    QTest::newRow("heads of a permuted view split") << 2 << std::vector<int64_t>{4, 2, 3, 1};
    QTest::newRow("leading axes of a permuted view merged") << 2 << std::vector<int64_t>{4, 6};
    QTest::newRow("ones dropped") << 3 << std::vector<int64_t>{2, 4};
    QTest::newRow("one element") << 4 << std::vector<int64_t>{1, 1, 1};
    QTest::newRow("to rank zero and back") << 4 << std::vector<int64_t>{1};
  }

  /// A reshape never changes the order of elements.
  void reshape() {
    QFETCH(int, which);
    QFETCH(std::vector<int64_t>, target);
    const Tensor views[] = {dense({2, 3, 4}), dense({2, 3, 9}).slice(2, 4, 4), dense({2, 3, 4}).permute({2, 0, 1}),
                            dense({2, 5, 4}).slice(1, 2, 1), dense({3, 3}).slice(0, 2, 1).slice(1, 1, 1)};
    const Tensor& before = views[which];
    Dims shape;
    for (int64_t extent : target)
      shape.push_back(extent);
    const Tensor after = before.reshape(shape);
    QVERIFY(after.shape == shape);
    QCOMPARE(order(after), order(before));
  }
};

PARETO_TEST(TensorTest)
#include "tst_tensor.moc"
