// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/wizard/clusterdraft.h"

#include <QStringList>
#include <QWizardPage>
#include <optional>

class QLabel;
class QFrame;

namespace tandem::gui {

/// A page that shows a part of the draft and writes it as one types. Complete once nothing of its part keeps the
/// helpers from taking the file; until then it says what is still to be done.
class DraftPage : public QWizardPage
{
    Q_OBJECT

public:
    DraftPage(ClusterDraft &draft, std::optional<DraftPart> part, QWidget *parent = nullptr);

    bool isComplete() const override;
    QStringList troubles() const;

protected:
    ClusterDraft &draft() const { return m_draft; }
    /// The page's form, above what is still to be done.
    void setForm(QWidget *form);
    /// Draft -> widgets: at first, and when another cluster takes its place.
    virtual void showDraft() = 0;
    /// What is wrong in a field, and so not in the draft yet.
    virtual QStringList fieldTroubles() const { return {}; }
    /// To be called where fieldTroubles() may have changed without the draft.
    void refresh();

private:
    ClusterDraft &m_draft;
    std::optional<DraftPart> m_part;
    QFrame *m_box;
    QLabel *m_text;
};

} // namespace tandem::gui
