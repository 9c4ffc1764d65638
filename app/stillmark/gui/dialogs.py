"""File dialogs that leave no trace: Qt's own (native ones keep lists of recent files), never remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

from stillmark.gui.wording.base import translate

_FLATPAK = Path("/.flatpak-info")
"""There in a Flatpak, and nowhere else. Its files come through the desktop's portal or not at all."""


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, not _FLATPAK.exists())
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    dialog.setViewMode(QFileDialog.ViewMode.List)
    dialog.setHistory([])
    homes = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.HomeLocation)
    dialog.setSidebarUrls([QUrl.fromLocalFile(home) for home in homes])
    if homes:
        dialog.setDirectory(homes[0])
    # Qt's own translations leave some of these out.
    labels = QFileDialog.DialogLabel
    dialog.setLabelText(labels.LookIn, translate("Dialogs", "Folder:"))
    dialog.setLabelText(labels.FileName, translate("Dialogs", "Name:"))
    dialog.setLabelText(labels.FileType, translate("Dialogs", "Kind:"))
    dialog.setLabelText(labels.Reject, translate("Dialogs", "Cancel"))
    dialog.resize(760, 520)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def ask_files(parent: QWidget, taken: Callable[[list[Path]], None], *, only_one: bool) -> QFileDialog:
    """Let the person choose files; nothing is decoded or previewed."""
    dialog = _dialog(parent, translate("Dialogs", "Choose files"))
    mode = QFileDialog.FileMode.ExistingFile if only_one else QFileDialog.FileMode.ExistingFiles
    dialog.setFileMode(mode)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, translate("Dialogs", "Choose"))
    dialog.filesSelected.connect(lambda names: taken([Path(name) for name in names]))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, taken: Callable[[list[Path]], None]) -> QFileDialog:
    """Let the person choose a folder."""
    dialog = _dialog(parent, translate("Dialogs", "Choose a folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, translate("Dialogs", "Choose"))
    dialog.filesSelected.connect(lambda names: taken([Path(name) for name in names]))
    dialog.open()
    return dialog


def ask_target(parent: QWidget, title: str, name: str, taken: Callable[[Path], None]) -> QFileDialog:
    """Let the person choose where to save a file."""
    dialog = _dialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, translate("Dialogs", "Save"))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: taken(Path(chosen)))
    dialog.open()
    return dialog
