// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/price_book.h"
#include "core/decide/targets/machine.h"

#include <QAction>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>

#include <array>
#include <functional>

namespace pareto::ui {

/// Every number that a cost is made of, to be seen and changed: its value and between what it lies, its currency, where
/// it came from, amber where a list price is old. An emptied field goes back to its default, or to nothing.
class CostForm : public QWidget {
  Q_OBJECT

public:
  explicit CostForm(QWidget* parent = nullptr);
  void show(const CostInputs& inputs, const std::string& today);
  void retranslate();
  QList<QAction*> takeActions() const; ///< what the buttons beside the lists do, by keys
  /// Of files that are to be read, of counted lengths and of measured loads; what they say is their action's.
  QPushButton* lengthsButton() const { return m_importLengths; }
  QPushButton* loadsButton() const { return m_importLoads; }
  /// How fast a machine of the catalogue is beside the measured one; none where nobody can say. Asked when a machine or
  /// its hour is taken.
  void setSpeeds(std::function<std::optional<CostInput>(const Machine&)> speedOn) { m_speedOn = std::move(speedOn); }
  /// The fields stand side by side in so many columns.
  void arrange(int columns);
  QLineEdit* field(CostField field) const { return m_rows[static_cast<size_t>(field)].value; }
  QLabel* source(CostField field) const { return m_rows[static_cast<size_t>(field)].source; }
  QString error() const { return m_error->text(); }

Q_SIGNALS:
  void changed(const pareto::CostInputs& inputs);

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  struct Row {
    QLabel *label = nullptr, *to = nullptr, *unit = nullptr, *source = nullptr;
    QLineEdit *value = nullptr, *low = nullptr, *high = nullptr, *date = nullptr;
    QComboBox* currency = nullptr;
  };
  struct Part {
    QWidget* box = nullptr;
    QGridLayout* grid = nullptr;
    QLabel* title = nullptr;
    QList<QComboBox*> offers;
    QList<QLabel*> heads; ///< over the boxes: value, at least, at most; seen over the first part of a column
    int rows = 0;
  };
  /// A list, the button beside it and the same by a key.
  struct Take {
    QPushButton* button = nullptr;
    QComboBox* list = nullptr;
    QAction* action = nullptr;
  };
  QPushButton* addTake(Part& part, QComboBox* list, const QString& name);
  void buildHead();
  void buildParts();
  void addOffers(CostPart part, Offer::Kind kind);
  void addHeads(Part& part);
  void addRow(const CostFieldRow& field);
  /// Every part's boxes stand under those of the part above; labels and units are broken only where there is no room.
  void alignParts();
  QLineEdit* edit(Part& part, const CostFieldRow& field, const char* suffix, int column);
  void fillOffers();
  void showRow(const CostFieldRow& field);
  void takeField(CostField field);
  void takeCurrency(CostField field);
  void takeOffer(QComboBox* offers);
  void addMachines();
  void fillMachines();
  void takeMachine();
  std::optional<CostInput> speedOf(const std::string& machine) const;
  void takeHead();
  Status readField(CostField field, CostInput& input) const;

  std::function<std::optional<CostInput>(const Machine&)> m_speedOn;
  QComboBox* m_machines = nullptr; ///< of the catalogue, to be one's own
  CostInputs m_inputs;
  std::string m_today;
  std::array<Row, kCostFields> m_rows;
  std::array<Part, kCostParts> m_parts;
  QList<Take> m_takes;
  QComboBox *m_currency = nullptr, *m_lengths = nullptr;
  QLabel *m_currencyLabel = nullptr, *m_lengthsLabel = nullptr, *m_countedFrom = nullptr, *m_error = nullptr;
  QPushButton *m_importLengths = nullptr, *m_importLoads = nullptr;
  QGridLayout* m_grid = nullptr;
  std::array<QVBoxLayout*, 2> m_abreast{}; ///< the columns of parts
  QWidget* m_head = nullptr;
  int m_columns = 0;
};

} // namespace pareto::ui
