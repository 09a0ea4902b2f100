// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <functional>

class QWidget;

namespace tandem::gui {

/// Waits until a window has its data and its first layout, then writes it to a file. Once.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    /// `isReady` is asked again at `check()`; after `patienceMs` the picture is taken as it is.
    Screenshot(QWidget &window, QString file, std::function<bool()> isReady, int patienceMs, QObject *parent = nullptr);

    void start();
    void check();
    const Result<void> &result() const { return m_result; } ///< once done

    static Result<void> save(QWidget &window, const QString &file);

signals:
    void done();

private:
    void take();

    QWidget &m_window;
    QString m_file;
    std::function<bool()> m_isReady;
    QTimer m_patience;
    QTimer m_layout; ///< pages gather changes for 100 ms before they show them
    bool m_taken = false;
    Result<void> m_result;
};

} // namespace tandem::gui
