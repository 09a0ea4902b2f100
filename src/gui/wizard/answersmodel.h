// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "preflight/answer.h"

#include <QAbstractItemModel>
#include <string>
#include <vector>

namespace tandem::gui {

/// Preflight's questions with their answers below them. A question has the mark of the worst of its answers.
class AnswersModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    explicit AnswersModel(const Theme &theme, QObject *parent = nullptr);

    /// In the place of all, or of those to the question with this code.
    void setAnswers(std::vector<preflight::Answer> answers);
    void setAnswers(const std::string &code, const std::vector<preflight::Answer> &answers);
    void clear() { setAnswers({}); }
    bool isEmpty() const { return m_questions.empty(); }

    /// The code of a question, or of the one that an answer belongs to; empty: an index of nothing.
    std::string codeAt(const QModelIndex &index) const;
    /// Why it matters and what mends it; empty for a question, and where all is fine.
    QString reasonAt(const QModelIndex &index) const;
    int count(preflight::Outcome outcome) const;
    bool isFine(int question) const; ///< each of its answers is

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Question
    {
        std::string code;
        std::vector<preflight::Answer> answers;

        preflight::Outcome worst() const;
    };
    const preflight::Answer *answerAt(const QModelIndex &index) const;

    const Theme &m_theme;
    std::vector<Question> m_questions;
};

} // namespace tandem::gui
