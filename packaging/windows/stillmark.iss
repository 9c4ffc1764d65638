; The installer for Windows (Inno Setup 6.3 or newer): for one account, without an administrator. Not run yet.
; No file associations, no desktop icon, no "open with", no autostart, nothing downloaded.
[Setup]
AppId={{6C2B2A0E-7B5B-4B0C-9B0A-5F1E2D3C4A5B}
AppName=Stillmark
AppVersion={#Version}
DefaultDirName={localappdata}\Programs\Stillmark
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
MinVersion=10.0.17763
OutputBaseFilename=stillmark-{#Version}-windows-setup
SourceDir=..\..
Compression=lzma2
ChangesAssociations=no
SetupLogging=no
UninstallDisplayIcon={app}\stillmark.exe

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ko"; MessagesFile: "compiler:Languages\Korean.isl"

[CustomMessages]
en.Forget=This account keeps something in Stillmark, encrypted. Without the twelve recovery words it is the only way to follow it or to take it back.%n%nDestroy it too? If you are not sure, choose No.
ko.Forget=이 계정에 Stillmark로 암호화해 보관한 내용이 있습니다. 복구 단어 12개가 없다면, 이 내용이 있어야만 진행 상황을 확인하거나 등록을 취소할 수 있습니다.%n%n이 내용도 없앨까요? 확실하지 않으면 '아니요'를 고르세요.

; What an older version had and this one has not would be imported all the same.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "dist\stillmark\*"; DestDir: "{app}"; Flags: recursesubdirs

[Icons]
Name: "{autoprograms}\Stillmark"; Filename: "{app}\stillmark.exe"

[Code]
{ Unattended removal keeps it: MsgBox answers No then. }
procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Ended: Integer;
begin
  if (Step = usUninstall) and FileExists(ExpandConstant('{localappdata}\stillmark\store.key')) then
    if SuppressibleMsgBox(CustomMessage('Forget'), mbConfirmation, MB_YESNO or MB_DEFBUTTON2, IDNO) = IDYES then
      Exec(ExpandConstant('{app}\stillmark-console.exe'), 'vault wipe --yes', '', SW_HIDE, ewWaitUntilTerminated, Ended);
end;
