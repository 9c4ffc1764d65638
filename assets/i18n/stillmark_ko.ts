<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
    <context>
        <name>Away</name>
        <message>
            <source>What was kept here is wiped. Nothing of it can be opened any more.</source>
            <translation>여기에 보관한 내용을 지웠습니다. 이제 아무것도 열 수 없습니다.</translation>
        </message>
        <message>
            <source>Nobody was here for a while, so what was entered was forgotten. What was sent stays sent. Your twelve recovery words open it again.</source>
            <translation>한동안 사용하지 않아 입력한 내용을 지웠습니다. 이미 전송한 것은 그대로입니다. 복구 단어 12개로 다시 열 수 있습니다.</translation>
        </message>
        <message numerus="yes">
            <source>It is locked in %n second(s). Nothing is sent while you are away.</source>
            <translation>
                <numerusform>%n초 뒤에 잠깁니다. 자리를 비운 동안에는 아무것도 전송하지 않습니다.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>What was entered is forgotten in %n second(s). Nothing is sent while you are away.</source>
            <translation>
                <numerusform>%n초 뒤에 입력한 내용을 지웁니다. 자리를 비운 동안에는 아무것도 전송하지 않습니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Are you still here?</source>
            <translation>아직 계신가요?</translation>
        </message>
        <message>
            <source>I am here</source>
            <translation>계속 있습니다</translation>
        </message>
    </context>
    <context>
        <name>Cases</name>
        <message>
            <source>Your cases</source>
            <translation>내 접수 목록</translation>
        </message>
        <message>
            <source>They are kept on this computer, encrypted.</source>
            <translation>이 컴퓨터에 암호화하여 보관되어 있습니다.</translation>
        </message>
        <message>
            <source>Kept cases</source>
            <translation>보관한 접수</translation>
        </message>
        <message>
            <source>Start a new case</source>
            <translation>새로 접수하기</translation>
        </message>
        <message>
            <source>Open another case with its words</source>
            <translation>복구 단어로 다른 접수 열기</translation>
        </message>
        <message>
            <source>No case is kept here yet.</source>
            <translation>아직 보관한 접수가 없습니다.</translation>
        </message>
        <message>
            <source>A case is kept here once you have started one.</source>
            <translation>접수를 시작하면 이곳에 보관됩니다.</translation>
        </message>
        <message>
            <source>Sending what waits</source>
            <translation>대기 중인 내용을 전송하고 있습니다</translation>
        </message>
        <message>
            <source>It was agreed to and written down before Stillmark was closed or the connection broke. Sending it again is safe.</source>
            <translation>Stillmark가 닫히거나 연결이 끊기기 전에 이미 동의하신 내용입니다. 다시 전송해도 안전합니다.</translation>
        </message>
        <message numerus="yes">
            <source>%n message(s) wait to be sent</source>
            <translation>
                <numerusform>전송 대기 중인 메시지가 %n개 있습니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Send now</source>
            <translation>지금 전송</translation>
        </message>
        <message>
            <source>Open this case</source>
            <translation>이 접수 열기</translation>
        </message>
        <message numerus="yes">
            <source>The registry did not accept %n message(s).</source>
            <translation>
                <numerusform>등록 기관이 메시지 %n개를 받지 않았습니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Everything that waited was received.</source>
            <translation>대기 중이던 내용이 모두 접수되었습니다.</translation>
        </message>
        <message>
            <source>No registry yet</source>
            <translation>등록 기관을 아직 정하지 않음</translation>
        </message>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n개 대기 중</numerusform>
            </translation>
        </message>
        <message>
            <source>Not sent</source>
            <translation>전송 전</translation>
        </message>
        <message>
            <source>{registry}, last used {day}</source>
            <translation>{registry}, 마지막 사용 {day}</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>접수됨</translation>
        </message>
        <message>
            <source>Case {number}</source>
            <translation>접수 {number}</translation>
        </message>
    </context>
    <context>
        <name>Choose</name>
        <message>
            <source>Check again</source>
            <translation>다시 확인</translation>
        </message>
        <message>
            <source>Choose pictures</source>
            <translation>사진·영상 선택</translation>
        </message>
        <message>
            <source>These two work differently. Choose one; you can add the other later.</source>
            <translation>두 경우는 처리 방법이 다릅니다. 해당하는 것을 먼저 고르세요. 다른 것은 나중에 추가할 수 있습니다.</translation>
        </message>
        <message>
            <source>Pictures or videos of me that were shared, that someone threatens to share, or that I fear may be shared</source>
            <translation>유포되었거나, 유포하겠다는 협박을 받았거나, 유포될까 불안한 내 사진·영상</translation>
        </message>
        <message>
            <source>If a copy is uploaded to a platform taking part, its fingerprint can help find it.</source>
            <translation>참여 플랫폼에 같은 사진·영상이 다시 올라오면 디지털 지문이 찾는 데 도움이 됩니다.</translation>
        </message>
        <message>
            <source>Pictures or videos made of me by editing or AI (deepfake)</source>
            <translation>내 얼굴이나 모습을 합성·편집한 사진·영상(딥페이크)</translation>
        </message>
        <message>
            <source>This needs the made picture itself, only if it is already here. The ordinary photo cannot find it.</source>
            <translation>합성된 사진·영상 자체가 필요합니다. 이 기기에 이미 있을 때만 추가하세요. 원래 사진으로는 찾을 수 없습니다.</translation>
        </message>
        <message>
            <source>Choose files</source>
            <translation>파일 선택</translation>
        </message>
        <message>
            <source>Choose a folder</source>
            <translation>폴더 선택</translation>
        </message>
        <message>
            <source>Use the practice pictures</source>
            <translation>연습용 사진 쓰기</translation>
        </message>
        <message>
            <source>Pictures are not sent. No previews are shown.</source>
            <translation>사진과 영상은 전송되지 않습니다. 미리보기도 표시되지 않습니다.</translation>
        </message>
        <message>
            <source>Use only what is already on this device. Do not look for it, download it, or have it sent to you. Without it: write down address, account and time. A helpline can start from those.</source>
            <translation>이 기기에 이미 있는 것만 쓰세요. 일부러 찾거나, 내려받거나, 보내 달라고 하지 마세요. 사진·영상이 없다면 주소, 계정, 시간을 적어 두세요. 그것만으로도 상담을 시작할 수 있습니다.</translation>
        </message>
        <message>
            <source>I no longer have the picture</source>
            <translation>사진·영상을 더는 갖고 있지 않습니다</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>멈추기</translation>
        </message>
        <message>
            <source>Show this one while held</source>
            <translation>누르고 있는 동안 보기</translation>
        </message>
        <message>
            <source>Small and grey, only while this button or the space bar is held. Nothing is kept.</source>
            <translation>이 단추나 스페이스 바를 누르고 있는 동안에만 작은 흑백으로 보여 줍니다. 아무것도 저장하지 않습니다.</translation>
        </message>
        <message>
            <source>Take out of the list</source>
            <translation>목록에서 빼기</translation>
        </message>
        <message>
            <source>Take out all that will not be sent</source>
            <translation>전송하지 않는 파일 모두 빼기</translation>
        </message>
        <message>
            <source>Chosen files</source>
            <translation>선택한 파일</translation>
        </message>
        <message>
            <source>This picture cannot be shown.</source>
            <translation>이 사진은 보여 드릴 수 없습니다.</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>계속</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>잠시 멈추기</translation>
        </message>
        <message>
            <source>The rest continue.</source>
            <translation>나머지 파일은 계속 처리합니다.</translation>
        </message>
        <message>
            <source>One moment</source>
            <translation>잠시만 기다려 주세요</translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) wait. First choose one of the two above.</source>
            <translation>
                <numerusform>파일 %n개가 기다리고 있습니다. 먼저 위에서 하나를 고르세요.</numerusform>
            </translation>
        </message>
        <message>
            <source>First choose one of the two above.</source>
            <translation>먼저 위의 두 가지 중 하나를 고르세요.</translation>
        </message>
        <message>
            <source>Drop one picture here</source>
            <translation>사진 한 장을 여기에 끌어다 놓으세요</translation>
        </message>
        <message>
            <source>Drop pictures, videos or folders here</source>
            <translation>사진·영상이나 폴더를 여기에 끌어다 놓으세요</translation>
        </message>
        <message>
            <source>First read the note above.</source>
            <translation>먼저 위의 안내를 읽어 주세요.</translation>
        </message>
        <message>
            <source>Pasted picture</source>
            <translation>붙여넣은 사진</translation>
        </message>
        <message>
            <source>This computer protects less well</source>
            <translation>이 컴퓨터는 보호가 약합니다</translation>
        </message>
        <message>
            <source>Each picture is opened in a process of its own with limits. But this system does not keep that process away from your files and the network, so a file made to attack could do harm. Nothing has been opened. If the files came from someone who wants to harm you, use another computer or ask a support centre.</source>
            <translation>사진은 한 장씩 따로 떨어진 제한된 공간에서 엽니다. 하지만 이 시스템은 그 공간이 내 파일과 네트워크에 닿는 것까지 막지는 못해서, 공격하려고 만든 파일이 해를 끼칠 수 있습니다. 아직 아무것도 열지 않았습니다. 나를 해치려는 사람에게서 받은 파일이라면 다른 컴퓨터를 쓰거나 지원 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>I understand, and want to open pictures here.</source>
            <translation>이해했습니다. 여기에서 사진을 열겠습니다.</translation>
        </message>
        <message>
            <source>On this computer only these are taken. For pictures made by editing or AI, ask the people here, or see Help.</source>
            <translation>이 컴퓨터에서는 이런 사진·영상만 받습니다. 합성·편집한 사진·영상은 이곳 담당자에게 물어보시거나 도움말을 봐 주세요.</translation>
        </message>
        <message>
            <source>On this computer only these are taken. For pictures that were not made by editing or AI, ask the people here, or see Help.</source>
            <translation>이 컴퓨터에서는 이런 사진·영상만 받습니다. 합성·편집하지 않은 사진·영상은 이곳 담당자에게 물어보시거나 도움말을 봐 주세요.</translation>
        </message>
        <message>
            <source>The protected part that opens pictures is starting.</source>
            <translation>사진을 안전하게 여는 부분을 준비하고 있습니다.</translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) were in the list already.</source>
            <translation>
                <numerusform>파일 %n개는 이미 목록에 있습니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Add one picture at a time. Nothing was added.</source>
            <translation>사진을 한 장씩 추가하세요. 아직 추가된 것은 없습니다.</translation>
        </message>
        <message>
            <source>Folders cannot be added here. Add one picture at a time.</source>
            <translation>여기에는 폴더를 추가할 수 없습니다. 사진을 한 장씩 추가하세요.</translation>
        </message>
        <message>
            <source>There is no file in it.</source>
            <translation>안에 파일이 없습니다.</translation>
        </message>
        <message>
            <source>That was the address of something on the internet. Stillmark does not fetch it, and you need not download it. Write down the address; a helpline can start from it.</source>
            <translation>인터넷 주소를 넣으셨습니다. Stillmark는 인터넷에서 내려받지 않으며, 직접 내려받을 필요도 없습니다. 주소를 적어 두세요. 그것만으로도 상담을 시작할 수 있습니다.</translation>
        </message>
        <message>
            <source>There was no picture or video in it. Nothing was added.</source>
            <translation>사진이나 영상이 들어 있지 않습니다. 추가된 것은 없습니다.</translation>
        </message>
        <message numerus="yes">
            <source>Stopped. %n file(s) were not tried.</source>
            <translation>
                <numerusform>멈추었습니다. 파일 %n개는 처리하지 않았습니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Is this the made picture itself? The fingerprint of an ordinary photo cannot find a picture that was made from it. If you added an ordinary photo, take it out of the list.</source>
            <translation>합성된 사진·영상 자체가 맞나요? 원래 사진의 디지털 지문으로는 그 사진으로 만든 합성물을 찾을 수 없습니다. 원래 사진을 추가했다면 목록에서 빼 주세요.</translation>
        </message>
        <message>
            <source>It cannot find the picture that was made from it: to a fingerprint these are two pictures. Add only the made one. If you do not have that, do not look for it; write down where it was seen.</source>
            <translation>원래 사진으로는 그 사진으로 만든 합성물을 찾을 수 없습니다. 디지털 지문으로는 서로 다른 사진이기 때문입니다. 합성된 것만 추가하세요. 갖고 있지 않다면 일부러 찾지 말고, 본 곳을 적어 두세요.</translation>
        </message>
        <message>
            <source>Do you have only the ordinary photo?</source>
            <translation>원래 사진만 갖고 계신가요?</translation>
        </message>
        <message>
            <source>Write down what I know</source>
            <translation>아는 내용 적어 두기</translation>
        </message>
        <message numerus="yes">
            <source>%n ready</source>
            <translation>
                <numerusform>%n개 준비됨</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n could not be opened</source>
            <translation>
                <numerusform>%n개는 열지 못함</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n with too little detail</source>
            <translation>
                <numerusform>%n개는 너무 단순해서 쓸 수 없음</numerusform>
            </translation>
        </message>
        <message>
            <source>Counting the files</source>
            <translation>파일 수를 세고 있습니다</translation>
        </message>
        <message>
            <source>Paused: {done} of {total}</source>
            <translation>잠시 멈추었습니다. {total}개 중 {done}개</translation>
        </message>
        <message>
            <source>Video: {done} of {length} seconds</source>
            <translation>영상: {length}초 중 {done}초</translation>
        </message>
        <message>
            <source>Making fingerprints: {done} of {total}</source>
            <translation>디지털 지문을 만들고 있습니다. {total}개 중 {done}개</translation>
        </message>
        <message numerus="yes">
            <source>Making fingerprints: {done} of {total}, about %n second(s) left</source>
            <translation>
                <numerusform>디지털 지문을 만들고 있습니다. {total}개 중 {done}개, 약 %n초 남음</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Making fingerprints: {done} of {total}, about %n minute(s) left</source>
            <translation>
                <numerusform>디지털 지문을 만들고 있습니다. {total}개 중 {done}개, 약 %n분 남음</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Common</name>
        <message>
            <source>Back</source>
            <translation>이전</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>다음</translation>
        </message>
    </context>
    <context>
        <name>Confirm</name>
        <message>
            <source>Check your words</source>
            <translation>복구 단어 확인</translation>
        </message>
        <message>
            <source>Type these three words from your note. This shows that they can be read.</source>
            <translation>적어 둔 것을 보고 세 단어를 입력하세요. 제대로 읽을 수 있는지 확인하기 위해서입니다.</translation>
        </message>
        <message>
            <source>Word number {number}</source>
            <translation>{number}번째 단어</translation>
        </message>
        <message>
            <source>Show the words again</source>
            <translation>단어 다시 보기</translation>
        </message>
        <message>
            <source>Word number {numbers} does not match. Look at what you wrote down. Nothing was lost.</source>
            <translation>{numbers}번째 단어가 맞지 않습니다. 적어 둔 것을 다시 확인하세요. 사라진 것은 없습니다.</translation>
        </message>
    </context>
    <context>
        <name>Contacts</name>
        <message>
            <source>Day and night</source>
            <translation>24시간</translation>
        </message>
        <message>
            <source>Day and night. The one number for digital sex crime.</source>
            <translation>24시간. 디지털 성범죄 통합 상담 번호입니다.</translation>
        </message>
        <message>
            <source>Central support centre for digital sex crime</source>
            <translation>중앙디지털성범죄피해자지원센터</translation>
        </message>
        <message>
            <source>Content regulator (formerly KCSC)</source>
            <translation>방송미디어통신심의위원회</translation>
        </message>
        <message>
            <source>For adults. Monday to Friday, 10 to 16, not on bank holidays.</source>
            <translation>18세 이상. 월~금 10~16시, 현지 공휴일 제외.</translation>
        </message>
        <message>
            <source>Under 18. It asks for an age check, and sends the picture or its link to the IWF.</source>
            <translation>18세 미만. 나이 확인을 요구하며, 사진·영상이나 그 링크를 IWF에 보냅니다.</translation>
        </message>
        <message>
            <source>Emergency: 000</source>
            <translation>긴급 전화: 000</translation>
        </message>
        <message>
            <source>Korea: suicide prevention line</source>
            <translation>한국: 자살 예방 상담 전화</translation>
        </message>
        <message>
            <source>Korea</source>
            <translation>한국</translation>
        </message>
        <message>
            <source>1366 line</source>
            <translation>1366 상담 전화</translation>
        </message>
        <message>
            <source>Police</source>
            <translation>경찰</translation>
        </message>
        <message>
            <source>1377, press 3</source>
            <translation>1377 누르고 3번</translation>
        </message>
        <message>
            <source>School violence</source>
            <translation>학교폭력 신고</translation>
        </message>
        <message>
            <source>Youth line</source>
            <translation>청소년 상담 전화</translation>
        </message>
        <message>
            <source>Through Childline</source>
            <translation>Childline을 통해</translation>
        </message>
        <message>
            <source>United Kingdom</source>
            <translation>영국</translation>
        </message>
        <message>
            <source>Worldwide, picture made under 18</source>
            <translation>전 세계, 18세가 되기 전의 사진·영상</translation>
        </message>
        <message>
            <source>Worldwide, picture made at 18 or over</source>
            <translation>전 세계, 18세 이후의 사진·영상</translation>
        </message>
        <message>
            <source>Australia</source>
            <translation>호주</translation>
        </message>
        <message>
            <source>Canada</source>
            <translation>캐나다</translation>
        </message>
        <message>
            <source>Checked on {day}</source>
            <translation>{day} 확인</translation>
        </message>
        <message>
            <source>Korea: police</source>
            <translation>한국: 경찰</translation>
        </message>
        <message>
            <source>Australia: emergency</source>
            <translation>호주: 긴급 전화</translation>
        </message>
        <message>
            <source>Elsewhere</source>
            <translation>그 밖의 지역</translation>
        </message>
        <message>
            <source>The emergency number of the place where you are</source>
            <translation>지금 있는 곳의 긴급 전화번호</translation>
        </message>
        <message>
            <source>From {sources}. {checked}.</source>
            <translation>출처: {sources}. {checked}.</translation>
        </message>
        <message>
            <source>United States</source>
            <translation>미국</translation>
        </message>
        <message>
            <source>United States, adults</source>
            <translation>미국, 성인</translation>
        </message>
        <message>
            <source>Suicide prevention</source>
            <translation>자살 예방 상담 전화</translation>
        </message>
    </context>
    <context>
        <name>Copies</name>
        <message>
            <source>Copy</source>
            <translation>사본</translation>
        </message>
        <message>
            <source>Recognised</source>
            <translation>찾아낸 수</translation>
        </message>
        <message>
            <source>In a word</source>
            <translation>결과</translation>
        </message>
        <message>
            <source>See it as bars</source>
            <translation>막대로 보기</translation>
        </message>
        <message>
            <source>See it as a table</source>
            <translation>표로 보기</translation>
        </message>
        <message numerus="yes">
            <source>We tried everyday edits on this computer, with your %n picture(s).</source>
            <translation>
                <numerusform>이 컴퓨터 안에서 내 사진 %n장에 흔한 편집을 적용해 확인했습니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>This is how it usually goes with other photographs. Your own pictures were not tried; a single picture can turn out differently.</source>
            <translation>다른 사진으로 확인한 일반적인 결과입니다. 내 사진으로는 확인하지 않았으며, 사진마다 결과가 다를 수 있습니다.</translation>
        </message>
        <message>
            <source>Compressed by a messenger</source>
            <translation>메신저로 보내며 압축됨</translation>
        </message>
        <message>
            <source>Small copy</source>
            <translation>작게 줄임</translation>
        </message>
        <message>
            <source>Mirrored</source>
            <translation>좌우 반전</translation>
        </message>
        <message>
            <source>Quarter-turned</source>
            <translation>90도 회전</translation>
        </message>
        <message>
            <source>Cropped to a square</source>
            <translation>정사각형으로 자름</translation>
        </message>
        <message>
            <source>Cropped a little</source>
            <translation>가장자리를 조금 자름</translation>
        </message>
        <message>
            <source>Full-screen screenshot</source>
            <translation>전체 화면 캡처</translation>
        </message>
        <message>
            <source>Screenshot of a post</source>
            <translation>게시물 화면 캡처</translation>
        </message>
        <message>
            <source>Caption added above or below</source>
            <translation>위나 아래에 자막 띠를 붙임</translation>
        </message>
        <message>
            <source>Text written across</source>
            <translation>사진 위에 글자를 씀</translation>
        </message>
        <message>
            <source>Large sticker</source>
            <translation>큰 스티커를 붙임</translation>
        </message>
        <message>
            <source>Tilted a little</source>
            <translation>조금 기울임</translation>
        </message>
        <message>
            <source>recognised</source>
            <translation>찾을 수 있음</translation>
        </message>
        <message>
            <source>sometimes</source>
            <translation>일부만 찾음</translation>
        </message>
        <message>
            <source>rarely</source>
            <translation>거의 못 찾음</translation>
        </message>
        <message>
            <source>not</source>
            <translation>찾지 못함</translation>
        </message>
        <message>
            <source>not tried yet</source>
            <translation>아직 확인 전</translation>
        </message>
        <message>
            <source>{recognised} of {tried}</source>
            <translation>{tried}장 중 {recognised}장</translation>
        </message>
        <message>
            <source>Trying everyday edits on this computer: {done} of {total}</source>
            <translation>이 컴퓨터 안에서 흔한 편집을 적용해 확인하고 있습니다. {total}장 중 {done}장</translation>
        </message>
        <message numerus="yes">
            <source>We tried everyday edits on this computer, with {tried} of your %n picture(s).</source>
            <translation>
                <numerusform>이 컴퓨터 안에서 내 사진 %n장 중 {tried}장에 흔한 편집을 적용해 확인했습니다.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Danger</name>
        <message>
            <source>Is someone in danger now?</source>
            <translation>지금 위험에 처한 사람이 있나요?</translation>
        </message>
        <message>
            <source>If so, call first. Everything here can wait.</source>
            <translation>그렇다면 먼저 전화하세요. 여기 있는 일은 모두 나중에 해도 됩니다.</translation>
        </message>
        <message>
            <source>If someone threatens you</source>
            <translation>협박을 받고 있다면</translation>
        </message>
        <message>
            <source>You do not have to answer, pay, or send more. Keep the messages.</source>
            <translation>대답하거나, 돈을 보내거나, 사진·영상을 더 보낼 필요가 없습니다. 받은 메시지는 지우지 마세요.</translation>
        </message>
        <message>
            <source>If you may want the police, talk to them or to a helpline before asking for removal.</source>
            <translation>경찰에 신고할 생각이 있다면, 삭제를 요청하기 전에 먼저 경찰이나 상담 기관과 이야기하세요.</translation>
        </message>
        <message>
            <source>This is not your fault.</source>
            <translation>잘못은 이런 일을 한 사람에게 있습니다.</translation>
        </message>
        <message>
            <source>It cannot reach every copy. It can help slow re-sharing on platforms taking part. You do not have to do this alone.</source>
            <translation>모든 사본을 막지는 못하지만, 참여 플랫폼에서 다시 퍼지는 것을 줄이는 데 도움이 될 수 있습니다. 혼자 하지 않으셔도 됩니다.</translation>
        </message>
        <message>
            <source>No one is in danger. Continue</source>
            <translation>지금은 안전합니다. 다음</translation>
        </message>
    </context>
    <context>
        <name>Data</name>
        <message numerus="yes">
            <source>%n byte(s)</source>
            <translation>
                <numerusform>%n바이트</numerusform>
            </translation>
        </message>
        <message>
            <source>The exact data</source>
            <translation>실제 전송 데이터</translation>
        </message>
        <message>
            <source>This is what was signed. It is locked before it is sent.</source>
            <translation>서명한 내용 그대로입니다. 전송하기 전에 암호화합니다.</translation>
        </message>
        <message>
            <source>Laid out for reading</source>
            <translation>읽기 쉽게 정리</translation>
        </message>
        <message>
            <source>Byte for byte</source>
            <translation>있는 그대로</translation>
        </message>
        <message>
            <source>Message before</source>
            <translation>이전 메시지</translation>
        </message>
        <message>
            <source>Next message</source>
            <translation>다음 메시지</translation>
        </message>
        <message>
            <source>Find</source>
            <translation>찾기</translation>
        </message>
        <message>
            <source>Search, for example for your name</source>
            <translation>검색어 입력, 예를 들어 내 이름</translation>
        </message>
        <message>
            <source>Search in the data</source>
            <translation>데이터에서 찾기</translation>
        </message>
        <message numerus="yes">
            <source>Found %n time(s)</source>
            <translation>
                <numerusform>%n번 나옵니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Not in the data</source>
            <translation>데이터에 없습니다</translation>
        </message>
        <message>
            <source>Message {number} of {count}, {size}</source>
            <translation>메시지 {count}개 중 {number}번째, {size}</translation>
        </message>
    </context>
    <context>
        <name>Dates</name>
        <message>
            <source>d MMM</source>
            <translation>M월 d일</translation>
        </message>
        <message>
            <source>d MMM yyyy</source>
            <translation>yyyy년 M월 d일</translation>
        </message>
        <message>
            <source>Last checked {day} at {time}</source>
            <translation>{day} {time}에 확인함</translation>
        </message>
        <message>
            <source>Last checked today at {time}</source>
            <translation>오늘 {time}에 확인함</translation>
        </message>
    </context>
    <context>
        <name>Device</name>
        <message>
            <source>Is this device safe?</source>
            <translation>이 기기는 안전한가요?</translation>
        </message>
        <message>
            <source>Quick exit</source>
            <translation>바로 나가기</translation>
        </message>
        <message>
            <source>Press the button at the top right, or press Shift three times.</source>
            <translation>오른쪽 위 단추를 누르거나 Shift 키를 세 번 누르세요.</translation>
        </message>
        <message>
            <source>The window closes at once, and what was entered is dropped.</source>
            <translation>창이 바로 닫히고, 입력한 내용은 사라집니다.</translation>
        </message>
        <message>
            <source>Stillmark stays installed. It may show in app lists, downloads and network records.</source>
            <translation>Stillmark는 설치된 채로 남습니다. 앱 목록, 다운로드 기록, 네트워크 기록에 보일 수 있습니다.</translation>
        </message>
        <message>
            <source>It does not stop spyware.</source>
            <translation>감시 프로그램(스파이웨어)을 막지는 못합니다.</translation>
        </message>
        <message>
            <source>Try it once now. Then open Stillmark again, and you know how it feels.</source>
            <translation>시작하기 전에 한 번 눌러 보세요. 창이 닫히면 Stillmark를 다시 열면 됩니다.</translation>
        </message>
        <message>
            <source>Stop now. Use the device of a person you trust, or go to a support centre.</source>
            <translation>여기서 멈추세요. 믿을 수 있는 사람의 기기를 쓰거나 지원 기관을 찾아가세요.</translation>
        </message>
        <message>
            <source>Not safe here?</source>
            <translation>지금 이곳이 안전하지 않다면</translation>
        </message>
        <message>
            <source>I already have a case</source>
            <translation>이미 접수했습니다</translation>
        </message>
        <message>
            <source>Go to my case</source>
            <translation>내 접수로 가기</translation>
        </message>
        <message>
            <source>Nothing is stored yet.</source>
            <translation>아직 아무것도 저장하지 않았습니다.</translation>
        </message>
        <message>
            <source>This device is safe. Continue</source>
            <translation>이 기기는 안전합니다. 다음</translation>
        </message>
    </context>
    <context>
        <name>Dialogs</name>
        <message>
            <source>Folder:</source>
            <translation>폴더:</translation>
        </message>
        <message>
            <source>Name:</source>
            <translation>이름:</translation>
        </message>
        <message>
            <source>Kind:</source>
            <translation>종류:</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>Choose files</source>
            <translation>파일 선택</translation>
        </message>
        <message>
            <source>Choose</source>
            <translation>선택</translation>
        </message>
        <message>
            <source>Choose a folder</source>
            <translation>폴더 선택</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>저장</translation>
        </message>
    </context>
    <context>
        <name>Faults</name>
        <message>
            <source>Try again.</source>
            <translation>다시 해 보세요.</translation>
        </message>
        <message>
            <source>Do not go on. Ask the registry or your support centre.</source>
            <translation>여기서 멈추고, 등록 기관이나 지원 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>Nothing was sent.</source>
            <translation>전송된 것은 없습니다.</translation>
        </message>
        <message>
            <source>What you prepared stays here while this window is open.</source>
            <translation>준비한 내용은 이 창을 닫기 전까지 그대로 있습니다.</translation>
        </message>
        <message>
            <source>Nothing was saved or changed.</source>
            <translation>저장하거나 바꾼 것이 없습니다.</translation>
        </message>
        <message>
            <source>Ask whoever gave you Stillmark whether there is a newer one.</source>
            <translation>새 버전이 있는지 Stillmark를 전해 준 곳에 물어보세요.</translation>
        </message>
        <message>
            <source>The file could not be read.</source>
            <translation>파일을 읽지 못했습니다.</translation>
        </message>
        <message>
            <source>There is a file of this name already. It was left as it is.</source>
            <translation>같은 이름의 파일이 이미 있습니다. 그 파일은 그대로 두었습니다.</translation>
        </message>
        <message>
            <source>This registry does not take the kind of fingerprint that finds edited copies.</source>
            <translation>이 등록 기관은 편집된 사본을 찾는 디지털 지문을 받지 않습니다.</translation>
        </message>
        <message>
            <source>Recovery words are twelve words. This is another number of words.</source>
            <translation>복구 단어는 12개입니다. 입력한 단어 수가 다릅니다.</translation>
        </message>
        <message>
            <source>These words do not belong together. One of them, or their order, is wrong.</source>
            <translation>서로 맞지 않는 단어입니다. 단어 하나나 순서가 잘못되었습니다.</translation>
        </message>
        <message>
            <source>This address does not say how to recognise the registry. The part behind # is missing.</source>
            <translation>이 주소로는 등록 기관이 맞는지 확인할 수 없습니다. # 뒷부분이 빠져 있습니다.</translation>
        </message>
        <message>
            <source>The part behind # is not complete. It has 64 digits and letters from a to f.</source>
            <translation># 뒷부분이 완전하지 않습니다. 숫자와 a부터 f까지의 글자 64자로 되어 있습니다.</translation>
        </message>
        <message>
            <source>By this computer's clock, what is told about new versions is out of date.</source>
            <translation>이 컴퓨터의 시계로는 새 버전에 관한 내용의 유효 기간이 지났습니다.</translation>
        </message>
        <message>
            <source>There is no picture with a usable fingerprint.</source>
            <translation>쓸 수 있는 디지털 지문이 있는 사진이 없습니다.</translation>
        </message>
        <message>
            <source>This address can only be reached through Tor.</source>
            <translation>이 주소는 Tor로만 연결할 수 있습니다.</translation>
        </message>
        <message>
            <source>This address is not protected. It begins with http, not https.</source>
            <translation>보호되지 않는 주소입니다. https가 아니라 http로 시작합니다.</translation>
        </message>
        <message>
            <source>This file holds no receipt of a registry.</source>
            <translation>이 파일에는 등록 기관의 접수 확인서가 없습니다.</translation>
        </message>
        <message>
            <source>Nothing was kept with this receipt that proves it.</source>
            <translation>이 접수 확인서에는 검증에 필요한 정보가 함께 저장되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>This file is no backup of kept cases.</source>
            <translation>보관한 접수의 백업 파일이 아닙니다.</translation>
        </message>
        <message>
            <source>A part of the backup is missing.</source>
            <translation>백업 파일의 일부가 없습니다.</translation>
        </message>
        <message>
            <source>The backup is damaged.</source>
            <translation>백업 파일이 손상되었습니다.</translation>
        </message>
        <message>
            <source>In practice mode nothing can be kept.</source>
            <translation>연습 모드에서는 아무것도 보관할 수 없습니다.</translation>
        </message>
        <message>
            <source>Check that the file is still there and that you may open it.</source>
            <translation>파일이 아직 있는지, 열 수 있는 권한이 있는지 확인하세요.</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>다른 이름을 고르세요.</translation>
        </message>
        <message>
            <source>Start Tor and set it as the proxy, or ask for the address that begins with https.</source>
            <translation>Tor를 켜고 프록시로 설정하거나, https로 시작하는 주소를 물어보세요.</translation>
        </message>
        <message>
            <source>Choose the file that Stillmark saved.</source>
            <translation>Stillmark가 저장한 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Choose another registry. Help names services for every age.</source>
            <translation>다른 등록 기관을 고르세요. 나이에 맞는 기관은 도움말에 있습니다.</translation>
        </message>
        <message>
            <source>Check the date and time of this computer. If they are right, try again another day.</source>
            <translation>이 컴퓨터의 날짜와 시간을 확인해 주세요. 맞다면 다른 날 다시 시도해 주세요.</translation>
        </message>
        <message>
            <source>Go back and add a picture that shows more detail.</source>
            <translation>이전으로 돌아가 더 또렷한 사진을 추가하세요.</translation>
        </message>
        <message>
            <source>Copy the whole address again from the registry or your support centre.</source>
            <translation>등록 기관이나 지원 기관에서 받은 주소 전체를 다시 복사하세요.</translation>
        </message>
        <message>
            <source>The registry's clock and this computer's clock do not agree.</source>
            <translation>등록 기관의 시계와 이 컴퓨터의 시계가 다릅니다.</translation>
        </message>
        <message>
            <source>This registry does not take pictures of people of this age.</source>
            <translation>이 등록 기관은 이 나이의 사진·영상을 받지 않습니다.</translation>
        </message>
        <message>
            <source>The registry already has another message with this number.</source>
            <translation>등록 기관에 번호가 같은 다른 메시지가 이미 있습니다.</translation>
        </message>
        <message>
            <source>The registry does not know the centre that signed this.</source>
            <translation>함께 서명한 지원 기관이 등록 기관에 등록되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>The registry could not read this message.</source>
            <translation>등록 기관이 이 메시지를 읽지 못했습니다.</translation>
        </message>
        <message>
            <source>Something went wrong in this app.</source>
            <translation>앱에 문제가 생겼습니다.</translation>
        </message>
        <message>
            <source>Nothing was lost.</source>
            <translation>사라진 것은 없습니다.</translation>
        </message>
        <message>
            <source>That cannot be done like this.</source>
            <translation>이렇게는 할 수 없습니다.</translation>
        </message>
        <message>
            <source>Nothing was changed or sent.</source>
            <translation>바뀌거나 전송된 것은 없습니다.</translation>
        </message>
        <message>
            <source>Look at what was entered and try again.</source>
            <translation>입력한 내용을 확인하고 다시 해 보세요.</translation>
        </message>
        <message>
            <source>This was stopped.</source>
            <translation>멈췄습니다.</translation>
        </message>
        <message>
            <source>You can send it whenever you like.</source>
            <translation>원할 때 언제든지 보낼 수 있습니다.</translation>
        </message>
        <message>
            <source>These are not twelve recovery words that belong together.</source>
            <translation>서로 맞는 복구 단어 12개가 아닙니다.</translation>
        </message>
        <message>
            <source>Check each word and their order.</source>
            <translation>각 단어와 순서를 확인하세요.</translation>
        </message>
        <message>
            <source>This is not the address of a registry.</source>
            <translation>등록 기관의 주소가 아닙니다.</translation>
        </message>
        <message>
            <source>Ask the registry or your support centre for the address. It begins with https.</source>
            <translation>등록 기관이나 지원 기관에 주소를 물어보세요. https로 시작합니다.</translation>
        </message>
        <message>
            <source>Something on this computer stood in the way.</source>
            <translation>이 컴퓨터의 문제로 진행하지 못했습니다.</translation>
        </message>
        <message>
            <source>The file could not be written.</source>
            <translation>파일을 저장하지 못했습니다.</translation>
        </message>
        <message>
            <source>Choose another place or free some space, then try again.</source>
            <translation>다른 위치를 고르거나 저장 공간을 확보한 뒤 다시 해 보세요.</translation>
        </message>
        <message>
            <source>The protected part that opens pictures could not be started.</source>
            <translation>사진을 안전하게 여는 부분을 시작하지 못했습니다.</translation>
        </message>
        <message>
            <source>No more pictures were opened, and nothing was sent.</source>
            <translation>사진을 더 열지 않았고, 전송된 것도 없습니다.</translation>
        </message>
        <message>
            <source>Close Stillmark and open it again. If it happens again, ask a support centre.</source>
            <translation>Stillmark를 닫고 다시 여세요. 또 이런 일이 생기면 지원 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>The registry could not be reached.</source>
            <translation>등록 기관에 연결하지 못했습니다.</translation>
        </message>
        <message>
            <source>Check the connection and try again. Trying again is safe.</source>
            <translation>인터넷 연결을 확인하고 다시 해 보세요. 다시 해도 안전합니다.</translation>
        </message>
        <message>
            <source>What answered could not show that it is this registry.</source>
            <translation>응답한 곳이 이 등록 기관인지 확인할 수 없었습니다.</translation>
        </message>
        <message>
            <source>The registry shows another identity than the one that was named.</source>
            <translation>등록 기관의 신원이 알고 있던 것과 다릅니다.</translation>
        </message>
        <message>
            <source>The registry shows an older description of itself than before.</source>
            <translation>등록 기관이 전보다 오래된 정보를 보여 주고 있습니다.</translation>
        </message>
        <message>
            <source>By this computer's clock, the registry's description of itself is out of date.</source>
            <translation>이 컴퓨터의 시계로는 등록 기관의 정보가 기한이 지난 것으로 나옵니다.</translation>
        </message>
        <message>
            <source>Check the date and time of this computer. If they are right, ask the registry.</source>
            <translation>이 컴퓨터의 날짜와 시간을 확인하세요. 맞다면 등록 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>An answer came that could not be checked, so it is not shown as received.</source>
            <translation>응답이 왔지만 확인할 수 없어, 접수된 것으로 표시하지 않습니다.</translation>
        </message>
        <message>
            <source>Try again. If it happens again, ask the registry or your support centre.</source>
            <translation>다시 해 보세요. 또 이런 일이 생기면 등록 기관이나 지원 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>The registry did not accept this.</source>
            <translation>등록 기관이 받아들이지 않았습니다.</translation>
        </message>
        <message>
            <source>Ask the registry or your support centre.</source>
            <translation>등록 기관이나 지원 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>No address for new versions is set up on this computer.</source>
            <translation>이 컴퓨터에는 새 버전을 확인할 주소가 설정되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>The place that tells of new versions could not be reached.</source>
            <translation>새 버전을 알려 주는 곳에 연결하지 못했습니다.</translation>
        </message>
        <message>
            <source>Check the connection and try again. Stillmark works without it.</source>
            <translation>연결 상태를 확인하고 다시 시도해 주세요. 확인하지 않아도 Stillmark는 그대로 쓸 수 있습니다.</translation>
        </message>
        <message>
            <source>What is told about new versions could not be proven to be true.</source>
            <translation>새 버전에 관한 내용이 사실인지 확인할 수 없습니다.</translation>
        </message>
        <message>
            <source>Keep the version you have, and ask whoever gave you Stillmark.</source>
            <translation>지금 버전을 그대로 쓰시고, Stillmark를 전해 준 곳에 물어보세요.</translation>
        </message>
        <message>
            <source>“{word}” is not one of the recovery words.</source>
            <translation>복구 단어 목록에 없는 단어입니다: “{word}”</translation>
        </message>
        <message>
            <source>Try again later. Trying again is safe.</source>
            <translation>나중에 다시 해 보세요. 다시 해도 안전합니다.</translation>
        </message>
        <message>
            <source>If this network wants you to sign in, do that in a browser. Then try again.</source>
            <translation>이 네트워크에 로그인해야 한다면 브라우저에서 먼저 로그인한 뒤 다시 해 보세요.</translation>
        </message>
        <message numerus="yes">
            <source>Try again in about %n minute(s).</source>
            <translation>
                <numerusform>약 %n분 뒤에 다시 해 보세요.</numerusform>
            </translation>
        </message>
        <message>
            <source>The registry's name was not found on the network.</source>
            <translation>네트워크에서 등록 기관의 주소를 찾지 못했습니다.</translation>
        </message>
        <message>
            <source>Check the connection and the address. Then try again.</source>
            <translation>인터넷 연결과 주소를 확인한 뒤 다시 해 보세요.</translation>
        </message>
        <message>
            <source>The connection to the registry is not secure.</source>
            <translation>등록 기관과의 연결이 안전하지 않습니다.</translation>
        </message>
        <message>
            <source>Something on this network may be in between. Try from another network.</source>
            <translation>이 네트워크에서 누군가 연결을 가로챘을 수 있습니다. 다른 네트워크에서 해 보세요.</translation>
        </message>
        <message>
            <source>By this computer's clock, the registry's certificate has expired.</source>
            <translation>이 컴퓨터의 시계로는 등록 기관의 인증서 기한이 지났습니다.</translation>
        </message>
        <message>
            <source>Check the date and time of this computer. If they are right, try again later.</source>
            <translation>이 컴퓨터의 날짜와 시간을 확인하세요. 맞다면 나중에 다시 해 보세요.</translation>
        </message>
        <message>
            <source>The registry answers too slowly.</source>
            <translation>등록 기관의 응답이 너무 느립니다.</translation>
        </message>
        <message>
            <source>Try again later, or from another network.</source>
            <translation>나중에, 또는 다른 네트워크에서 다시 해 보세요.</translation>
        </message>
        <message>
            <source>The connection to the registry broke off.</source>
            <translation>등록 기관과의 연결이 끊겼습니다.</translation>
        </message>
        <message>
            <source>The registry is busy.</source>
            <translation>등록 기관에 요청이 많아 처리하지 못했습니다.</translation>
        </message>
        <message>
            <source>The registry is out of order.</source>
            <translation>등록 기관에 장애가 생겼습니다.</translation>
        </message>
        <message>
            <source>What answered pointed to another address, which was not followed.</source>
            <translation>응답이 다른 주소를 가리켰지만, 그 주소로는 연결하지 않았습니다.</translation>
        </message>
        <message>
            <source>A web page answered instead of the registry.</source>
            <translation>등록 기관 대신 웹페이지가 응답했습니다.</translation>
        </message>
        <message>
            <source>What answered did not behave like a registry.</source>
            <translation>응답한 곳이 등록 기관처럼 보이지 않습니다.</translation>
        </message>
        <message>
            <source>Check the address. If it is right, ask the registry or your support centre.</source>
            <translation>주소를 확인하세요. 맞다면 등록 기관이나 지원 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>The proxy (for example Tor) does not answer. Nothing is sent without it.</source>
            <translation>프록시(예: Tor)가 응답하지 않습니다. 프록시 없이는 아무것도 전송하지 않습니다.</translation>
        </message>
        <message>
            <source>Start it, or change the setting. Then try again.</source>
            <translation>프록시를 켜거나 설정을 바꾼 뒤 다시 해 보세요.</translation>
        </message>
        <message>
            <source>The proxy (for example Tor) could not get through to the registry.</source>
            <translation>프록시(예: Tor)가 등록 기관에 연결하지 못했습니다.</translation>
        </message>
        <message>
            <source>Try again. If it goes on, look at the messages of the proxy.</source>
            <translation>다시 해 보세요. 계속되면 프록시의 안내를 확인하세요.</translation>
        </message>
        <message>
            <source>What was kept before is untouched, and nothing was sent.</source>
            <translation>보관된 내용은 그대로이고, 아무것도 전송하지 않았습니다.</translation>
        </message>
        <message>
            <source>The registry confirmed this message. Only its receipt could not be kept here. Sending it again is safe.</source>
            <translation>등록 기관이 이 내용을 받았다고 확인했습니다. 접수 확인서만 여기에 보관하지 못했습니다. 다시 전송해도 안전합니다.</translation>
        </message>
        <message>
            <source>This passphrase is too easy to guess.</source>
            <translation>다른 사람이 알아맞히기 쉬운 암호입니다.</translation>
        </message>
        <message>
            <source>Use four random words, or at least twelve characters that are not all digits.</source>
            <translation>무작위 단어 네 개를 쓰거나, 숫자로만 되지 않은 열두 글자 이상을 쓰세요.</translation>
        </message>
        <message>
            <source>A message that waits was vouched for by a support centre, and has expired.</source>
            <translation>지원 기관이 보증한 메시지가 전송되지 않은 채 유효 기간이 지났습니다.</translation>
        </message>
        <message>
            <source>It is still kept here. Nothing was sent in its place.</source>
            <translation>이 컴퓨터에 그대로 남아 있습니다. 대신 전송된 것은 없습니다.</translation>
        </message>
        <message>
            <source>Ask the centre to send it again with its key.</source>
            <translation>지원 기관에 기관 키로 다시 전송해 달라고 요청하세요.</translation>
        </message>
        <message>
            <source>This case is not kept on this computer.</source>
            <translation>이 접수는 이 컴퓨터에 보관되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>Open it with its twelve recovery words.</source>
            <translation>복구 단어 12개로 여세요.</translation>
        </message>
        <message>
            <source>The kept cases cannot be reached.</source>
            <translation>보관한 접수를 불러올 수 없습니다.</translation>
        </message>
        <message>
            <source>Close Stillmark, open it again, and try again.</source>
            <translation>Stillmark를 닫았다가 다시 열어 보세요.</translation>
        </message>
        <message>
            <source>The kept cases are locked.</source>
            <translation>보관한 접수가 잠겨 있습니다.</translation>
        </message>
        <message>
            <source>Unlock them with the passphrase.</source>
            <translation>암호로 잠금을 푸세요.</translation>
        </message>
        <message>
            <source>This passphrase does not open what is kept here.</source>
            <translation>이 암호로는 열리지 않습니다.</translation>
        </message>
        <message>
            <source>Check each word and, if you set one, the vault code.</source>
            <translation>단어를 하나씩 확인하고, 보관 코드를 정했다면 그것도 확인하세요.</translation>
        </message>
        <message>
            <source>Nothing is kept at this place.</source>
            <translation>이곳에 보관된 것이 없습니다.</translation>
        </message>
        <message>
            <source>Turn keeping on first, or restore a backup.</source>
            <translation>먼저 보관을 켜거나 백업을 복원하세요.</translation>
        </message>
        <message>
            <source>Something is kept on this computer already.</source>
            <translation>이 컴퓨터에 이미 보관된 것이 있습니다.</translation>
        </message>
        <message>
            <source>Unlock it, or wipe it first.</source>
            <translation>잠금을 풀거나, 먼저 지우세요.</translation>
        </message>
        <message>
            <source>The file is damaged and cannot be opened.</source>
            <translation>파일이 손상되어 열 수 없습니다.</translation>
        </message>
        <message>
            <source>It was left as it is, and nothing was sent.</source>
            <translation>파일은 그대로 두었고, 아무것도 전송하지 않았습니다.</translation>
        </message>
        <message>
            <source>Restore a backup, or open each case with its twelve recovery words.</source>
            <translation>백업을 복원하거나, 복구 단어 12개로 접수를 여세요.</translation>
        </message>
        <message>
            <source>What is kept here was written by a newer version of Stillmark.</source>
            <translation>더 새로운 버전의 Stillmark에서 보관한 내용입니다.</translation>
        </message>
        <message>
            <source>Open it with the newer version.</source>
            <translation>새 버전으로 여세요.</translation>
        </message>
        <message>
            <source>Another window of Stillmark has the kept cases open.</source>
            <translation>다른 Stillmark 창에서 보관한 접수를 열고 있습니다.</translation>
        </message>
        <message>
            <source>Close the other window, then try again.</source>
            <translation>다른 창을 닫고 다시 해 보세요.</translation>
        </message>
        <message>
            <source>The place where cases are kept cannot be written.</source>
            <translation>접수를 보관하는 곳에 쓸 수 없습니다.</translation>
        </message>
        <message>
            <source>Check whether the disk is write-protected.</source>
            <translation>디스크가 읽기 전용인지 확인하세요.</translation>
        </message>
        <message>
            <source>There is no space left on this disk.</source>
            <translation>디스크에 남은 공간이 없습니다.</translation>
        </message>
        <message>
            <source>Free some space, then try again.</source>
            <translation>저장 공간을 비우고 다시 해 보세요.</translation>
        </message>
        <message>
            <source>This receipt is not from the registry that was named, or it was changed.</source>
            <translation>이 접수 확인서는 해당 등록 기관이 발급한 것이 아니거나 바뀌었습니다.</translation>
        </message>
        <message>
            <source>Save the receipt again where it came from, or ask the registry.</source>
            <translation>처음 저장한 곳에서 다시 저장하거나 등록 기관에 문의하세요.</translation>
        </message>
    </context>
    <context>
        <name>Follow</name>
        <message>
            <source>The receipt is genuine</source>
            <translation>접수 확인서가 진본입니다</translation>
        </message>
        <message>
            <source>No platform takes part in this registry yet.</source>
            <translation>아직 이 등록 기관에 참여하는 플랫폼이 없습니다.</translation>
        </message>
        <message>
            <source>To take back one picture, choose it in this list. File names stay here.</source>
            <translation>한 건만 취소하려면 목록에서 고르세요. 파일 이름은 이 컴퓨터에만 있습니다.</translation>
        </message>
        <message>
            <source>Not every match is reported.</source>
            <translation>일치하는 게시물이 모두 보고되는 것은 아닙니다.</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>확인하는 중</translation>
        </message>
        <message>
            <source>Check now</source>
            <translation>지금 확인</translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) without a file name were added on another computer, or at another time.</source>
            <translation>
                <numerusform>파일 이름이 없는 %n건은 다른 컴퓨터에서 추가했거나 이전에 추가한 것입니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Take back everything?</source>
            <translation>전체 등록을 취소할까요?</translation>
        </message>
        <message numerus="yes">
            <source>The registry withdraws all %n picture(s) of this case, and platforms are asked to drop them. This is final. A blocked copy may come back.</source>
            <translation>
                <numerusform>등록 기관이 이 접수의 %n건을 모두 취소하고, 플랫폼에도 삭제를 요청합니다. 되돌릴 수 없습니다. 차단되었던 사본이 다시 올라올 수 있습니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Take back everything</source>
            <translation>전체 등록 취소</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>그대로 두기</translation>
        </message>
        <message>
            <source>Your case</source>
            <translation>내 접수</translation>
        </message>
        <message>
            <source>Save the receipt</source>
            <translation>접수 확인서 저장</translation>
        </message>
        <message>
            <source>Take back one picture</source>
            <translation>한 건만 등록 취소</translation>
        </message>
        <message>
            <source>Your pictures</source>
            <translation>내 사진·영상</translation>
        </message>
        <message>
            <source>Check a saved receipt</source>
            <translation>저장한 접수 확인서 검증</translation>
        </message>
        <message>
            <source>What happened so far</source>
            <translation>지금까지 있었던 일</translation>
        </message>
        <message>
            <source>Registry and platforms</source>
            <translation>등록 기관과 플랫폼</translation>
        </message>
        <message>
            <source>Pictures of this case</source>
            <translation>이 접수의 사진·영상</translation>
        </message>
        <message>
            <source>Case {number}.</source>
            <translation>접수 번호 {number}.</translation>
        </message>
        <message>
            <source>This is not a judgement about you. Next: report the address, or ask a helpline.</source>
            <translation>이 결과는 본인에 대한 평가가 아닙니다. 다음 단계로 게시물 주소를 신고하거나 상담 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>A platform did not block a match</source>
            <translation>한 플랫폼이 일치하는 게시물을 차단하지 않았습니다</translation>
        </message>
        <message>
            <source>This registry has nothing under these words. If you sent pictures, perhaps it was to another registry. What was taken back long ago may be deleted there.</source>
            <translation>이 등록 기관에는 이 단어로 접수된 것이 없습니다. 접수한 적이 있다면 다른 등록 기관이었을 수 있습니다. 오래전에 등록을 취소한 것은 그곳에서 삭제되었을 수 있습니다.</translation>
        </message>
        <message>
            <source>Taking back</source>
            <translation>등록 취소 중</translation>
        </message>
        <message>
            <source>Add pictures</source>
            <translation>사진·영상 추가</translation>
        </message>
        <message>
            <source>The registry withdraws this one picture, and platforms are asked to drop it. This is final. A blocked copy may come back.</source>
            <translation>등록 기관이 이 한 건을 취소하고, 플랫폼에도 삭제를 요청합니다. 되돌릴 수 없습니다. 차단되었던 사본이 다시 올라올 수 있습니다.</translation>
        </message>
        <message>
            <source>Take back this picture</source>
            <translation>이 한 건 등록 취소</translation>
        </message>
        <message>
            <source>{case} {checked}.</source>
            <translation>{case} {checked}.</translation>
        </message>
        <message>
            <source>Take back {picture}?</source>
            <translation>{picture} 등록을 취소할까요?</translation>
        </message>
    </context>
    <context>
        <name>Guide</name>
        <message>
            <source>In this guide</source>
            <translation>차례</translation>
        </message>
        <message>
            <source>Read from the beginning</source>
            <translation>처음부터 읽기</translation>
        </message>
        <message>
            <source>Next chapter</source>
            <translation>다음 장</translation>
        </message>
        <message>
            <source>{guide}: {number} of {count}</source>
            <translation>{guide}: {count}장 중 {number}장</translation>
        </message>
    </context>
    <context>
        <name>Handoff</name>
        <message>
            <source>Do not look for the picture, download it, or have it sent to you.</source>
            <translation>사진·영상을 일부러 찾거나, 내려받거나, 보내 달라고 하지 마세요.</translation>
        </message>
        <message>
            <source>Report Remove (Childline and IWF)</source>
            <translation>Report Remove (Childline·IWF)</translation>
        </message>
        <message>
            <source>For pictures made at any age.</source>
            <translation>나이와 관계없이 이용할 수 있습니다.</translation>
        </message>
        <message>
            <source>Report Remove asks for an age check, and sends the picture or its link to the IWF.</source>
            <translation>Report Remove는 나이 확인을 요구하고, 사진·영상이나 그 링크를 IWF에 보냅니다.</translation>
        </message>
        <message>
            <source>It asks for nothing about you.</source>
            <translation>나에 대한 정보는 묻지 않습니다.</translation>
        </message>
        <message>
            <source>You choose the picture on your own device. It stays there; only a fingerprint made in the browser is sent.</source>
            <translation>내 기기에서 사진·영상을 고릅니다. 사진·영상은 기기에 그대로 있고, 브라우저에서 만든 디지털 지문만 전송됩니다.</translation>
        </message>
        <message>
            <source>You choose a PIN.</source>
            <translation>비밀번호(PIN)를 정합니다.</translation>
        </message>
        <message>
            <source>You choose your age range.</source>
            <translation>나이대를 고릅니다.</translation>
        </message>
        <message>
            <source>From 13 on it asks for a proof of age, through another company.</source>
            <translation>13세부터는 다른 회사를 통해 나이를 증명하라고 합니다.</translation>
        </message>
        <message>
            <source>You make an account, or use the one you have.</source>
            <translation>계정을 만들거나, 이미 있는 계정을 씁니다.</translation>
        </message>
        <message>
            <source>You hand over the picture, the video, or its address. People look at it.</source>
            <translation>사진·영상이나 그 주소를 건네줍니다. 담당자가 직접 봅니다.</translation>
        </message>
        <message>
            <source>For having something deleted it asks who you are.</source>
            <translation>삭제를 요청하려면 본인 확인이 필요합니다.</translation>
        </message>
        <message>
            <source>It asks for what shows where it is: addresses, titles, what shows that it is you.</source>
            <translation>어디에 올라와 있는지 알 수 있는 자료를 요청합니다. 주소, 게시물 제목, 본인임을 알 수 있는 자료입니다.</translation>
        </message>
        <message>
            <source>It begins with a conversation, by telephone or in writing.</source>
            <translation>전화나 글로 상담부터 시작합니다.</translation>
        </message>
        <message>
            <source>The device on which the picture already is, if you have it</source>
            <translation>사진·영상이 이미 들어 있는 기기(있는 경우)</translation>
        </message>
        <message>
            <source>The addresses (links) where you saw it, if there are any</source>
            <translation>사진·영상을 본 곳의 주소(링크)(있는 경우)</translation>
        </message>
        <message>
            <source>Names of the accounts, with dates and times</source>
            <translation>계정 이름, 날짜와 시간</translation>
        </message>
        <message>
            <source>Messages and threats that you received. Keep them.</source>
            <translation>받은 메시지와 협박 내용. 지우지 마세요.</translation>
        </message>
        <message>
            <source>A safe place to write down the case number and the PIN</source>
            <translation>접수 번호와 비밀번호(PIN)를 안전하게 적어 둘 곳</translation>
        </message>
        <message>
            <source>A document that shows who you are</source>
            <translation>본인임을 확인할 수 있는 서류</translation>
        </message>
        <message>
            <source>With its case number and your PIN you can look at the case or take it back. Neither can be recovered.</source>
            <translation>그곳의 접수 번호와 비밀번호(PIN)로 진행 상황을 보거나 등록을 취소할 수 있습니다. 둘 다 잃어버리면 다시 받을 수 없습니다.</translation>
        </message>
        <message>
            <source>There is nothing to follow. If you post the picture yourself later, that may be blocked too.</source>
            <translation>이후 진행 상황은 볼 수 없습니다. 나중에 본인이 직접 올려도 차단될 수 있습니다.</translation>
        </message>
        <message>
            <source>Childline tells the outcome in your Childline account.</source>
            <translation>결과는 Childline 계정으로 알려 줍니다.</translation>
        </message>
        <message>
            <source>The centre tells you what was taken down and goes on looking.</source>
            <translation>센터에서 삭제 결과를 알려 주고, 이후에도 계속 살펴봅니다.</translation>
        </message>
        <message>
            <source>Another country</source>
            <translation>다른 나라</translation>
        </message>
        <message>
            <source>For pictures made under 18.</source>
            <translation>18세가 되기 전의 사진·영상을 다룹니다.</translation>
        </message>
        <message>
            <source>For pictures made at 18 or over.</source>
            <translation>18세 이후의 사진·영상을 다룹니다.</translation>
        </message>
        <message>
            <source>You must be under 18 now.</source>
            <translation>지금 18세 미만이어야 합니다.</translation>
        </message>
        <message>
            <source>In every country.</source>
            <translation>어느 나라에서나 이용할 수 있습니다.</translation>
        </message>
        <message>
            <source>The picture stays on your device. Only a digital fingerprint is sent.</source>
            <translation>사진·영상은 내 기기에 남습니다. 디지털 지문만 전송됩니다.</translation>
        </message>
        <message>
            <source>The picture, or its address, is handed over to this service.</source>
            <translation>사진·영상이나 그 주소를 이 기관에 건네주게 됩니다.</translation>
        </message>
        <message>
            <source>What you tell and show is handed over to this service.</source>
            <translation>말한 내용과 보여 준 자료를 이 기관에 건네주게 됩니다.</translation>
        </message>
        <message>
            <source>From {sources}. Checked on {day}.</source>
            <translation>출처: {sources}. {day} 확인.</translation>
        </message>
    </context>
    <context>
        <name>Handover</name>
        <message>
            <source>Who can help you</source>
            <translation>도움을 받을 수 있는 곳</translation>
        </message>
        <message>
            <source>This app has no registry for this. These services do. You can start with what you have.</source>
            <translation>이 앱에는 이 경우를 맡을 등록 기관이 없습니다. 아래 기관에서 도울 수 있습니다. 지금 가진 것만으로 시작할 수 있습니다.</translation>
        </message>
        <message>
            <source>Where are you?</source>
            <translation>어디에 계신가요?</translation>
        </message>
        <message>
            <source>People you can talk to</source>
            <translation>이야기할 수 있는 곳</translation>
        </message>
        <message>
            <source>Services you use on their own websites</source>
            <translation>웹사이트에서 직접 이용하는 곳</translation>
        </message>
        <message>
            <source>What to prepare</source>
            <translation>준비할 것</translation>
        </message>
        <message>
            <source>Copy this list</source>
            <translation>이 목록 복사</translation>
        </message>
        <message>
            <source>Write down what I know</source>
            <translation>아는 내용 적어 두기</translation>
        </message>
        <message>
            <source>You need not look at the picture. Do not pass it on, not even to a helpline.</source>
            <translation>사진·영상을 볼 필요가 없습니다. 상담 기관에도 사진·영상을 보내지 마세요.</translation>
        </message>
        <message>
            <source>For a child, call a helpline first.</source>
            <translation>아동·청소년이라면 먼저 상담 기관에 전화하세요.</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>모두 보기</translation>
        </message>
    </context>
    <context>
        <name>Help</name>
        <message>
            <source>It is being checked how well pictures are shut in here.</source>
            <translation>이 컴퓨터에서 사진을 얼마나 안전하게 열 수 있는지 확인하고 있습니다.</translation>
        </message>
        <message>
            <source>Each picture is opened in a process of its own, which this system keeps away from your files, the network, programs and other processes.</source>
            <translation>사진은 한 장씩 따로 떨어진 공간에서 엽니다. 이 시스템은 그 공간이 내 파일, 네트워크, 다른 프로그램에 닿지 못하게 막습니다.</translation>
        </message>
        <message>
            <source>Each picture is opened in a process of its own with limits. This system does not keep it away from your files and the network.</source>
            <translation>사진은 한 장씩 따로 떨어진 제한된 공간에서 엽니다. 이 시스템은 그 공간이 내 파일과 네트워크에 닿는 것까지 막지는 못합니다.</translation>
        </message>
        <message>
            <source>The protected part that opens pictures could not be started. No picture is opened.</source>
            <translation>사진을 안전하게 여는 부분을 시작하지 못했습니다. 사진을 열지 않습니다.</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>도움말</translation>
        </message>
        <message>
            <source>People you can talk to. This page works without the internet.</source>
            <translation>이야기할 수 있는 곳입니다. 이 화면은 인터넷 없이도 볼 수 있습니다.</translation>
        </message>
        <message>
            <source>Guides</source>
            <translation>안내</translation>
        </message>
        <message>
            <source>Step by step, with pictures. They are in this app; nothing is fetched.</source>
            <translation>차례대로 그림과 함께 설명합니다. 앱 안에 들어 있어 인터넷에서 가져오지 않습니다.</translation>
        </message>
        <message>
            <source>How to use Stillmark</source>
            <translation>Stillmark 사용 방법</translation>
        </message>
        <message>
            <source>For support centres</source>
            <translation>지원 기관을 위한 안내</translation>
        </message>
        <message>
            <source>What Stillmark cannot do</source>
            <translation>Stillmark가 할 수 없는 것</translation>
        </message>
        <message>
            <source>It cannot reach every copy.</source>
            <translation>모든 사본을 막지는 못합니다.</translation>
        </message>
        <message>
            <source>It cannot look into encrypted chats.</source>
            <translation>암호화된 대화는 확인할 수 없습니다.</translation>
        </message>
        <message>
            <source>It does not protect against spyware on this device.</source>
            <translation>이 기기의 감시 프로그램(스파이웨어)을 막지는 못합니다.</translation>
        </message>
        <message>
            <source>Traces on this computer</source>
            <translation>이 컴퓨터에 남는 흔적</translation>
        </message>
        <message>
            <source>Stillmark keeps nothing after it is closed, unless you turned keeping on or saved a file yourself.</source>
            <translation>보관을 켜거나 직접 파일을 저장하지 않았다면, Stillmark는 닫힌 뒤 아무것도 남기지 않습니다.</translation>
        </message>
        <message>
            <source>The system may show that Stillmark is installed and when it was opened.</source>
            <translation>Stillmark가 설치되어 있고 언제 열렸는지는 시스템에 보일 수 있습니다.</translation>
        </message>
        <message>
            <source>The network may show that a registry was contacted.</source>
            <translation>등록 기관에 연결한 사실은 네트워크에 보일 수 있습니다.</translation>
        </message>
        <message>
            <source>The system may hold parts of its memory on the disk for a while.</source>
            <translation>시스템이 메모리 내용의 일부를 한동안 디스크에 둘 수 있습니다.</translation>
        </message>
        <message>
            <source>Backups, file managers and other programs may remember files that you saved or dragged.</source>
            <translation>백업, 파일 관리자, 다른 프로그램에 저장하거나 끌어다 놓은 파일의 기록이 남을 수 있습니다.</translation>
        </message>
        <message>
            <source>Printers, and the programs that print, may remember what was printed.</source>
            <translation>프린터나 인쇄 프로그램에 인쇄 기록이 남을 수 있습니다.</translation>
        </message>
        <message>
            <source>How pictures are opened on this computer</source>
            <translation>이 컴퓨터에서 사진을 여는 방법</translation>
        </message>
        <message>
            <source>no</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>있음</translation>
        </message>
        <message>
            <source>File rules (Landlock): {version}</source>
            <translation>파일 접근 규칙(Landlock): {version}</translation>
        </message>
        <message>
            <source>System call filter (seccomp): {answer}</source>
            <translation>시스템 호출 차단(seccomp): {answer}</translation>
        </message>
    </context>
    <context>
        <name>Keep</name>
        <message>
            <source>Nothing is kept on this computer now.</source>
            <translation>지금 이 컴퓨터에 보관된 것이 없습니다.</translation>
        </message>
        <message>
            <source>A case is kept on this computer. It is locked.</source>
            <translation>이 컴퓨터에 접수가 보관되어 있고, 잠겨 있습니다.</translation>
        </message>
        <message>
            <source>Your case is kept on this computer, encrypted.</source>
            <translation>내 접수가 이 컴퓨터에 암호화되어 보관되어 있습니다.</translation>
        </message>
        <message>
            <source>In practice mode nothing is kept.</source>
            <translation>연습 모드에서는 아무것도 보관하지 않습니다.</translation>
        </message>
        <message>
            <source>This copy is portable: what is kept lies beside the program, not on this computer.</source>
            <translation>휴대용으로 쓰고 있습니다. 보관하는 내용은 이 컴퓨터가 아니라 프로그램이 있는 폴더에 저장됩니다.</translation>
        </message>
        <message>
            <source>Keep my case on this computer</source>
            <translation>내 접수를 이 컴퓨터에 보관하기</translation>
        </message>
        <message>
            <source>What this means</source>
            <translation>보관하면 이렇게 됩니다</translation>
        </message>
        <message>
            <source>Everything is encrypted with your passphrase. Without it nobody can read it.</source>
            <translation>모든 내용을 내 암호로 암호화합니다. 암호 없이는 아무도 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>That Stillmark keeps something here can be seen, but not what.</source>
            <translation>Stillmark가 무언가를 보관한다는 사실은 보일 수 있지만, 내용은 보이지 않습니다.</translation>
        </message>
        <message>
            <source>Nobody can reset the passphrase. The twelve recovery words still open your case.</source>
            <translation>암호를 잊으면 아무도 다시 정해 줄 수 없습니다. 그래도 복구 단어 12개로 접수를 열 수 있습니다.</translation>
        </message>
        <message>
            <source>It does not protect against spyware, or someone who forces you to open it.</source>
            <translation>스파이웨어나 억지로 열게 하는 사람은 막지 못합니다.</translation>
        </message>
        <message>
            <source>Turn it on</source>
            <translation>보관 켜기</translation>
        </message>
        <message>
            <source>Case number, receipts, file names and the way into your case are kept.</source>
            <translation>접수 번호, 접수 확인서, 파일 이름, 접수를 여는 열쇠를 보관합니다.</translation>
        </message>
        <message>
            <source>Keep from now on</source>
            <translation>지금부터 보관</translation>
        </message>
        <message>
            <source>Restore a backup</source>
            <translation>백업 복원</translation>
        </message>
        <message>
            <source>Type the passphrase it was saved with, then choose the file.</source>
            <translation>저장할 때 쓴 암호를 입력한 다음 파일을 고르세요.</translation>
        </message>
        <message>
            <source>Choose the backup file</source>
            <translation>백업 파일 선택</translation>
        </message>
        <message>
            <source>Vault code, if one was set</source>
            <translation>보관 코드(정한 경우)</translation>
        </message>
        <message>
            <source>What is kept here</source>
            <translation>여기에 보관된 내용</translation>
        </message>
        <message>
            <source>A backup is one encrypted file. The passphrase of now opens it.</source>
            <translation>백업은 암호화된 파일 하나입니다. 지금 쓰는 암호로 열립니다.</translation>
        </message>
        <message>
            <source>Save a backup</source>
            <translation>백업 저장</translation>
        </message>
        <message>
            <source>Wipe what is kept here</source>
            <translation>보관한 내용 지우기</translation>
        </message>
        <message>
            <source>Passphrase of now</source>
            <translation>지금 쓰는 암호</translation>
        </message>
        <message>
            <source>Vault code</source>
            <translation>보관 코드</translation>
        </message>
        <message>
            <source>Change the passphrase</source>
            <translation>암호 바꾸기</translation>
        </message>
        <message>
            <source>Wipe what is kept here?</source>
            <translation>보관한 내용을 지울까요?</translation>
        </message>
        <message>
            <source>Every case kept on this computer becomes unreadable at once; this is final. At the registry nothing changes. Backups elsewhere stay. Otherwise only the recovery words open a case.</source>
            <translation>이 컴퓨터에 보관한 모든 접수를 바로 읽을 수 없게 됩니다. 되돌릴 수 없습니다. 등록 기관에서는 아무것도 바뀌지 않습니다. 다른 곳에 저장한 백업은 그대로 남습니다. 백업이 없으면 복구 단어로만 접수를 열 수 있습니다.</translation>
        </message>
        <message>
            <source>Wipe it</source>
            <translation>지우기</translation>
        </message>
        <message>
            <source>Leave it</source>
            <translation>그대로 두기</translation>
        </message>
        <message>
            <source>Four random words are hard to guess and can be remembered:</source>
            <translation>무작위 단어 네 개는 알아맞히기 어렵고 외우기 쉽습니다.</translation>
        </message>
        <message>
            <source>Use these words</source>
            <translation>이 단어 사용</translation>
        </message>
        <message>
            <source>Other words</source>
            <translation>다른 단어</translation>
        </message>
        <message>
            <source>New passphrase</source>
            <translation>새 암호</translation>
        </message>
        <message>
            <source>Show it. I have read it, and I will remember it.</source>
            <translation>암호를 보여 주세요. 읽어 보았고 기억하겠습니다.</translation>
        </message>
        <message>
            <source>Add a vault code</source>
            <translation>보관 코드 추가</translation>
        </message>
        <message>
            <source>A second secret that another trusted person can hold. Then both are needed to open it. If either is forgotten, nobody can open it.</source>
            <translation>믿을 수 있는 다른 사람이 맡아 둘 수 있는 두 번째 비밀입니다. 그러면 둘 다 있어야 열립니다. 하나라도 잊으면 아무도 열 수 없습니다.</translation>
        </message>
        <message>
            <source>Passphrase</source>
            <translation>암호</translation>
        </message>
        <message>
            <source>Show what I type</source>
            <translation>입력한 내용 보기</translation>
        </message>
        <message>
            <source>Making the encrypted place. This takes a moment.</source>
            <translation>암호화된 보관 장소를 만들고 있습니다. 잠시 걸립니다.</translation>
        </message>
        <message>
            <source>Encrypting everything anew. This takes a moment.</source>
            <translation>모두 새로 암호화하고 있습니다. 잠시 걸립니다.</translation>
        </message>
        <message>
            <source>Saving the backup</source>
            <translation>백업을 저장하고 있습니다</translation>
        </message>
        <message>
            <source>Restoring the backup. This takes a moment.</source>
            <translation>백업을 복원하고 있습니다. 잠시 걸립니다.</translation>
        </message>
        <message>
            <source>Your case is kept here from now on.</source>
            <translation>지금부터 내 접수를 여기에 보관합니다.</translation>
        </message>
        <message>
            <source>The passphrase was changed. The old one opens nothing any more.</source>
            <translation>암호를 바꾸었습니다. 이전 암호로는 이제 열리지 않습니다.</translation>
        </message>
        <message>
            <source>The backup was saved. Only you can read the file.</source>
            <translation>백업을 저장했습니다. 이 파일은 본인만 읽을 수 있습니다.</translation>
        </message>
        <message>
            <source>The backup was restored and is open.</source>
            <translation>백업을 복원했고 잠금이 풀려 있습니다.</translation>
        </message>
        <message>
            <source>What was kept here is wiped.</source>
            <translation>보관한 내용을 지웠습니다.</translation>
        </message>
    </context>
    <context>
        <name>Language</name>
        <message>
            <source>English</source>
            <translation>한국어</translation>
        </message>
    </context>
    <context>
        <name>Note</name>
        <message>
            <source>Without the picture</source>
            <translation>사진·영상이 없을 때</translation>
        </message>
        <message>
            <source>You do not need it. A helpline can start from what you know.</source>
            <translation>사진·영상이 없어도 됩니다. 아는 내용만으로도 상담을 시작할 수 있습니다.</translation>
        </message>
        <message>
            <source>Take it with you</source>
            <translation>적은 내용 가져가기</translation>
        </message>
        <message>
            <source>I understand that a copy or a file can be found by others on this device.</source>
            <translation>복사본이나 파일은 이 기기를 쓰는 다른 사람이 찾을 수 있다는 것을 알고 있습니다.</translation>
        </message>
        <message>
            <source>Copy for one minute</source>
            <translation>1분 동안 복사</translation>
        </message>
        <message>
            <source>Save to a file</source>
            <translation>파일로 저장</translation>
        </message>
        <message>
            <source>See who can help</source>
            <translation>도움받을 곳 보기</translation>
        </message>
        <message>
            <source>Write down address, account and time. Leave empty what you do not know.</source>
            <translation>주소, 계정, 시간을 적어 두세요. 모르는 것은 비워 두세요.</translation>
        </message>
        <message>
            <source>This note is kept nowhere. It is gone when Stillmark closes, unless you save it.</source>
            <translation>적은 내용은 어디에도 보관하지 않습니다. 저장하지 않으면 Stillmark를 닫을 때 사라집니다.</translation>
        </message>
        <message>
            <source>Address (link) where it was seen</source>
            <translation>본 곳의 주소(링크)</translation>
        </message>
        <message>
            <source>Name of the account, and of the platform</source>
            <translation>계정 이름과 플랫폼 이름</translation>
        </message>
        <message>
            <source>Date and time</source>
            <translation>날짜와 시간</translation>
        </message>
        <message>
            <source>What else a helpline should know</source>
            <translation>상담 기관이 더 알아야 할 것</translation>
        </message>
    </context>
    <context>
        <name>Pause</name>
        <message>
            <source>Lock now</source>
            <translation>지금 잠그기</translation>
        </message>
        <message>
            <source>Your case stays on this computer, encrypted. Your passphrase opens it.</source>
            <translation>내 접수는 이 컴퓨터에 암호화되어 남습니다. 내 암호로 열 수 있습니다.</translation>
        </message>
        <message>
            <source>In practice mode nothing is kept.</source>
            <translation>연습 모드에서는 아무것도 보관하지 않습니다.</translation>
        </message>
        <message>
            <source>Take a break</source>
            <translation>잠시 쉬기</translation>
        </message>
        <message>
            <source>Nothing is sent while you are away.</source>
            <translation>자리를 비운 동안에는 아무것도 전송하지 않습니다.</translation>
        </message>
        <message>
            <source>Keep it locked here</source>
            <translation>여기에 잠가서 보관하기</translation>
        </message>
        <message>
            <source>Your case is kept on this computer, encrypted. Only your passphrase opens it. That Stillmark is used here can still be seen.</source>
            <translation>내 접수를 이 컴퓨터에 암호화하여 보관합니다. 내 암호로만 열립니다. 이 컴퓨터에서 Stillmark를 쓴다는 사실은 보일 수 있습니다.</translation>
        </message>
        <message>
            <source>Keep and lock</source>
            <translation>보관하고 잠그기</translation>
        </message>
        <message>
            <source>Forget it</source>
            <translation>지우고 쉬기</translation>
        </message>
        <message>
            <source>Take this case off this computer?</source>
            <translation>이 접수를 이 컴퓨터에서 지울까요?</translation>
        </message>
        <message>
            <source>This is final here. Only the twelve recovery words open it afterwards. Do you have them?</source>
            <translation>이 컴퓨터에서는 되돌릴 수 없습니다. 그 뒤에는 복구 단어 12개로만 열 수 있습니다. 복구 단어를 갖고 계신가요?</translation>
        </message>
        <message>
            <source>Yes, forget it here</source>
            <translation>네, 여기에서 지웁니다</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>그대로 두기</translation>
        </message>
        <message>
            <source>Your case is taken off this computer. At the registry nothing changes. Your twelve recovery words still open it.</source>
            <translation>내 접수를 이 컴퓨터에서 지웁니다. 등록 기관에서는 아무것도 바뀌지 않습니다. 복구 단어 12개로 계속 열 수 있습니다.</translation>
        </message>
        <message>
            <source>What was entered is dropped. What was sent stays sent. Your twelve recovery words open it again.</source>
            <translation>입력한 내용을 지웁니다. 이미 전송한 것은 그대로입니다. 복구 단어 12개로 다시 열 수 있습니다.</translation>
        </message>
        <message>
            <source>No break. Go on</source>
            <translation>쉬지 않고 계속하기</translation>
        </message>
    </context>
    <context>
        <name>Person</name>
        <message>
            <source>For a child, call a helpline first. The next page shows whom to call.</source>
            <translation>아동·청소년의 경우 먼저 상담 기관에 전화하세요. 다음 화면에 전화할 곳이 있습니다.</translation>
        </message>
        <message>
            <source>Then the more careful way is taken, as for under 18. Only your own pictures that are already on this device, one at a time.</source>
            <translation>그러면 18세 미만일 때처럼 더 조심스럽게 진행합니다. 이 기기에 이미 있는 본인의 사진만 한 장씩 추가할 수 있습니다.</translation>
        </message>
        <message>
            <source>Only your own pictures that are already on this device, one at a time.</source>
            <translation>이 기기에 이미 있는 본인의 사진만 한 장씩 추가할 수 있습니다.</translation>
        </message>
        <message>
            <source>In some countries, such as Korea, the law still protects young people of 18. A helpline can tell you more.</source>
            <translation>한국을 비롯한 일부 나라에서는 18세도 청소년으로 법의 보호를 받습니다. 자세한 내용은 상담 기관에 문의하세요.</translation>
        </message>
        <message>
            <source>Two questions</source>
            <translation>두 가지를 묻습니다</translation>
        </message>
        <message>
            <source>Nothing is stored yet. Of your answers only this is sent later: adult, or under 18.</source>
            <translation>아직 아무것도 저장하지 않았습니다. 답 가운데 성인인지 18세 미만인지만 나중에 전달합니다.</translation>
        </message>
        <message>
            <source>Who are you here for?</source>
            <translation>누구의 사진·영상인가요?</translation>
        </message>
        <message>
            <source>For myself</source>
            <translation>내 사진·영상입니다</translation>
        </message>
        <message>
            <source>I am assisting someone</source>
            <translation>다른 사람을 돕고 있습니다</translation>
        </message>
        <message>
            <source>This person knows about it and agrees.</source>
            <translation>당사자가 이 일을 알고 있고 동의했습니다.</translation>
        </message>
        <message>
            <source>Nothing is done without the person in the picture.</source>
            <translation>당사자 없이는 아무것도 하지 않습니다.</translation>
        </message>
        <message>
            <source>How old was the person when the picture was made?</source>
            <translation>사진·영상이 만들어졌을 때 당사자는 몇 살이었나요?</translation>
        </message>
        <message>
            <source>For a picture made by editing or AI: their age in the photo that was used.</source>
            <translation>합성·편집된 경우에는 쓰인 원래 사진 속 나이를 고르세요.</translation>
        </message>
        <message>
            <source>Under 18</source>
            <translation>18세 미만</translation>
        </message>
        <message>
            <source>18</source>
            <translation>18세</translation>
        </message>
        <message>
            <source>19 or over</source>
            <translation>19세 이상</translation>
        </message>
        <message>
            <source>Not sure</source>
            <translation>잘 모르겠음</translation>
        </message>
        <message>
            <source>Parents and friends: you need not look at the pictures. Agree now who keeps the recovery words. They belong to the person in the picture.</source>
            <translation>부모나 친구라면 사진·영상을 볼 필요가 없습니다. 복구 단어를 누가 보관할지 지금 정하세요. 복구 단어는 사진·영상 속 당사자의 것입니다.</translation>
        </message>
    </context>
    <context>
        <name>Pictures</name>
        <message>
            <source>of me</source>
            <translation>내 사진·영상</translation>
        </message>
        <message>
            <source>It is no longer there.</source>
            <translation>파일이 더 이상 없습니다.</translation>
        </message>
        <message>
            <source>This is not a file.</source>
            <translation>파일이 아닙니다.</translation>
        </message>
        <message>
            <source>This is a link to another file. Add that file itself.</source>
            <translation>다른 파일로 연결된 링크입니다. 원래 파일을 추가하세요.</translation>
        </message>
        <message>
            <source>You have no permission to open it.</source>
            <translation>열 수 있는 권한이 없습니다.</translation>
        </message>
        <message>
            <source>The file is empty.</source>
            <translation>빈 파일입니다.</translation>
        </message>
        <message>
            <source>The file is too large.</source>
            <translation>파일이 너무 큽니다.</translation>
        </message>
        <message>
            <source>It could not be read from the disk.</source>
            <translation>디스크에서 읽지 못했습니다.</translation>
        </message>
        <message>
            <source>This is not a picture or video.</source>
            <translation>사진이나 영상이 아닙니다.</translation>
        </message>
        <message>
            <source>There is sound in it, but no video.</source>
            <translation>소리만 있고 영상이 없습니다.</translation>
        </message>
        <message>
            <source>This version cannot read this kind of file.</source>
            <translation>이 버전에서는 읽을 수 없는 파일 형식입니다.</translation>
        </message>
        <message>
            <source>The file is damaged.</source>
            <translation>손상된 파일입니다.</translation>
        </message>
        <message>
            <source>The picture is too large to open safely.</source>
            <translation>사진이 너무 커서 안전하게 열 수 없습니다.</translation>
        </message>
        <message>
            <source>There was not enough memory to open it.</source>
            <translation>메모리가 부족해 열지 못했습니다.</translation>
        </message>
        <message>
            <source>Opening it took too long, so it was stopped.</source>
            <translation>여는 데 너무 오래 걸려 멈추었습니다.</translation>
        </message>
        <message>
            <source>Opening it failed. Nothing else was affected.</source>
            <translation>열지 못했습니다. 다른 파일에는 영향이 없습니다.</translation>
        </message>
        <message>
            <source>It could not be opened safely, so it was not opened.</source>
            <translation>안전하게 열 수 없어 열지 않았습니다.</translation>
        </message>
        <message>
            <source>It was not tried, because you pressed Stop.</source>
            <translation>멈추기를 눌러 처리하지 않았습니다.</translation>
        </message>
        <message>
            <source>The end of the file is missing. What is there was used.</source>
            <translation>파일의 끝부분이 없습니다. 남아 있는 부분을 썼습니다.</translation>
        </message>
        <message>
            <source>Only its first picture was used.</source>
            <translation>첫 번째 화면만 썼습니다.</translation>
        </message>
        <message>
            <source>It is long, so not every second of it was used.</source>
            <translation>길이가 길어 일부 장면만 썼습니다.</translation>
        </message>
        <message>
            <source>It shows too little detail, so it is left out.</source>
            <translation>무늬가 너무 단순해 디지털 지문을 쓸 수 없어 제외합니다.</translation>
        </message>
        <message>
            <source>made by editing or AI</source>
            <translation>합성·편집</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>준비됨</translation>
        </message>
        <message>
            <source>Left out</source>
            <translation>제외</translation>
        </message>
        <message>
            <source>Not opened</source>
            <translation>열지 못함</translation>
        </message>
        <message>
            <source>It shows too little detail. Only exact copies can be found.</source>
            <translation>무늬가 너무 단순합니다. 똑같은 파일만 찾을 수 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>Practice</name>
        <message>
            <source>Practice registry</source>
            <translation>연습용 등록 기관</translation>
        </message>
        <message>
            <source>this computer, for practice only</source>
            <translation>이 컴퓨터(연습 전용)</translation>
        </message>
        <message>
            <source>Practice platform</source>
            <translation>연습용 플랫폼</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message numerus="yes">
            <source>%n digital fingerprint(s)</source>
            <translation>
                <numerusform>디지털 지문 %n개</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>사진 %n장</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n video(s)</source>
            <translation>
                <numerusform>영상 %n개</numerusform>
            </translation>
        </message>
        <message>
            <source>Date and hour</source>
            <translation>날짜와 시각(시 단위)</translation>
        </message>
        <message numerus="yes">
            <source>Sent in %n locked message(s)</source>
            <translation>
                <numerusform>암호화된 메시지 %n개로 전송</numerusform>
            </translation>
        </message>
        <message>
            <source>What will be sent</source>
            <translation>전송할 내용</translation>
        </message>
        <message>
            <source>Nothing has been sent yet.</source>
            <translation>아직 아무것도 전송하지 않았습니다.</translation>
        </message>
        <message>
            <source>In the message</source>
            <translation>전송되는 정보</translation>
        </message>
        <message>
            <source>Not in the message</source>
            <translation>전송되지 않는 정보</translation>
        </message>
        <message>
            <source>Pictures and videos</source>
            <translation>사진과 영상</translation>
        </message>
        <message>
            <source>Names</source>
            <translation>이름</translation>
        </message>
        <message>
            <source>File names</source>
            <translation>파일 이름</translation>
        </message>
        <message>
            <source>This computer's name</source>
            <translation>이 컴퓨터의 이름</translation>
        </message>
        <message>
            <source>See the exact data</source>
            <translation>실제 전송 데이터 보기</translation>
        </message>
        <message>
            <source>The registry can see the internet address you connect from; Tor hides it. Whoever runs this network may see that you connected. A fingerprint is not a picture, but experts can sometimes rebuild a rough likeness from it, so it is sent locked.</source>
            <translation>등록 기관은 접속한 인터넷 주소를 볼 수 있습니다. Tor를 쓰면 숨길 수 있습니다. 이 네트워크를 관리하는 사람은 접속 사실을 볼 수 있습니다. 디지털 지문은 사진이 아니지만, 전문가가 대략의 모습을 되살릴 수 있는 경우가 있어 암호화해서 보냅니다.</translation>
        </message>
        <message>
            <source>Which copies can be recognised</source>
            <translation>어떤 사본을 찾아낼 수 있나요</translation>
        </message>
        <message>
            <source>Encrypted chats and platforms not taking part do not check fingerprints. We show who has collected yours.</source>
            <translation>암호화된 대화와 참여하지 않는 플랫폼은 디지털 지문을 확인하지 않습니다. 어느 플랫폼이 받아 갔는지 알려 드립니다.</translation>
        </message>
        <message>
            <source>Putting the message together</source>
            <translation>메시지를 준비하고 있습니다</translation>
        </message>
        <message>
            <source>It is made on this computer. Nothing leaves it yet.</source>
            <translation>이 컴퓨터 안에서 준비합니다. 아직 아무것도 전송되지 않습니다.</translation>
        </message>
        <message>
            <source>Continue to send</source>
            <translation>전송 단계로</translation>
        </message>
        <message numerus="yes">
            <source>For each: picture or video, real or made (%n made)</source>
            <translation>
                <numerusform>각각 사진인지 영상인지, 합성·편집인지 아닌지 (합성·편집 %n개)</numerusform>
            </translation>
        </message>
        <message>
            <source>For each: picture or video, real or made</source>
            <translation>각각 사진인지 영상인지, 합성·편집인지 아닌지</translation>
        </message>
        <message>
            <source>Adult</source>
            <translation>성인</translation>
        </message>
        <message>
            <source>Under 18</source>
            <translation>18세 미만</translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) with too little detail are left out. Platforms would not use them.</source>
            <translation>
                <numerusform>너무 단순한 사진 %n장은 제외합니다. 플랫폼에서 쓰지 않기 때문입니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>{pictures} and {videos}</source>
            <translation>{pictures}, {videos}</translation>
        </message>
        <message>
            <source>{fingerprints} of {pictures}</source>
            <translation>{pictures}의 {fingerprints}</translation>
        </message>
        <message>
            <source>Case number {number}, and keys</source>
            <translation>접수 번호 {number}와 키</translation>
        </message>
    </context>
    <context>
        <name>Registry</name>
        <message>
            <source>Signature checked</source>
            <translation>서명 확인됨</translation>
        </message>
        <message>
            <source>Takes pictures made at any age</source>
            <translation>모든 나이의 사진·영상을 받습니다</translation>
        </message>
        <message numerus="yes">
            <source>Keeps a fingerprint for %n day(s)</source>
            <translation>
                <numerusform>디지털 지문을 %n일 동안 보관합니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Who receives the fingerprints</source>
            <translation>디지털 지문을 받는 곳</translation>
        </message>
        <message>
            <source>A registry receives them and passes them to platforms.</source>
            <translation>등록 기관이 디지털 지문을 받아 플랫폼에 전달합니다.</translation>
        </message>
        <message>
            <source>Address of the registry</source>
            <translation>등록 기관 주소</translation>
        </message>
        <message>
            <source>Connect</source>
            <translation>연결</translation>
        </message>
        <message>
            <source>I have no registry. Who can help?</source>
            <translation>등록 기관이 없습니다. 어디서 도움을 받나요?</translation>
        </message>
        <message>
            <source>I trust this registry for now.</source>
            <translation>지금은 이 등록 기관을 믿습니다.</translation>
        </message>
        <message>
            <source>Asking the registry to show who it is.</source>
            <translation>등록 기관을 확인하고 있습니다.</translation>
        </message>
        <message>
            <source>This registry is on this computer, and its identity is trusted on this first visit. Only do this for trying things out.</source>
            <translation>이 컴퓨터에 있는 등록 기관이며, 처음 연결하면서 신원을 그대로 믿게 됩니다. 시험해 볼 때만 이렇게 하세요.</translation>
        </message>
        <message>
            <source>Seen for the first time</source>
            <translation>처음 보는 등록 기관</translation>
        </message>
        <message>
            <source>This registry does not take pictures of people of this age. Another service can help.</source>
            <translation>이 등록 기관은 이 나이의 사진·영상을 받지 않습니다. 다른 기관에서 도울 수 있습니다.</translation>
        </message>
        <message>
            <source>Takes pictures made at 18 or over</source>
            <translation>18세 이후의 사진·영상을 받습니다</translation>
        </message>
        <message>
            <source>Takes pictures made under 18</source>
            <translation>18세가 되기 전의 사진·영상을 받습니다</translation>
        </message>
        <message>
            <source>No platform takes part yet</source>
            <translation>아직 참여하는 플랫폼이 없습니다</translation>
        </message>
        <message>
            <source>The practice registry on this computer</source>
            <translation>이 컴퓨터의 연습용 등록 기관</translation>
        </message>
        <message>
            <source>For trying everything out. Nothing leaves this computer.</source>
            <translation>모든 과정을 시험해 보는 곳입니다. 아무것도 이 컴퓨터를 벗어나지 않습니다.</translation>
        </message>
        <message>
            <source>See who can help</source>
            <translation>도움받을 곳 보기</translation>
        </message>
        <message>
            <source>Run by {operator}</source>
            <translation>운영: {operator}</translation>
        </message>
        <message>
            <source>{address}, key {key}</source>
            <translation>{address}, 키 {key}</translation>
        </message>
        <message>
            <source>Set up on this computer</source>
            <translation>이 컴퓨터에 설정된 곳</translation>
        </message>
        <message>
            <source>Another registry</source>
            <translation>다른 등록 기관</translation>
        </message>
        <message>
            <source>Its address comes from the registry or your support centre.</source>
            <translation>주소는 등록 기관이나 지원 기관에서 받습니다.</translation>
        </message>
        <message>
            <source>Platforms taking part: {names}</source>
            <translation>참여 플랫폼: {names}</translation>
        </message>
    </context>
    <context>
        <name>Resume</name>
        <message numerus="yes">
            <source>%n of 12 words</source>
            <translation>
                <numerusform>12개 중 %n개</numerusform>
            </translation>
        </message>
        <message>
            <source>Open your case</source>
            <translation>내 접수 열기</translation>
        </message>
        <message>
            <source>The twelve recovery words open your case on any computer.</source>
            <translation>복구 단어 12개로 어느 컴퓨터에서나 접수를 열 수 있습니다.</translation>
        </message>
        <message>
            <source>Your twelve recovery words</source>
            <translation>복구 단어 12개</translation>
        </message>
        <message>
            <source>English or Korean words, with spaces between them</source>
            <translation>영어나 한국어 단어를 띄어 쓰세요</translation>
        </message>
        <message>
            <source>Open my case</source>
            <translation>내 접수 열기</translation>
        </message>
    </context>
    <context>
        <name>Send</name>
        <message numerus="yes">
            <source>%n digital fingerprint(s)</source>
            <translation>
                <numerusform>디지털 지문 %n개</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>외 %n곳</numerusform>
            </translation>
        </message>
        <message>
            <source>Exactly what the page before showed. You can take it back at any time.</source>
            <translation>앞 화면에서 본 내용 그대로입니다. 언제든지 등록을 취소할 수 있습니다.</translation>
        </message>
        <message>
            <source>This computer works for a moment, so that a flood of false reports would take its senders very long. Nothing has been sent yet.</source>
            <translation>거짓 신고를 한꺼번에 쏟아 내기 어렵도록, 보내기 전에 이 컴퓨터가 잠시 계산을 합니다. 아직 아무것도 보내지 않았습니다.</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>다시 하기</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>전송</translation>
        </message>
        <message>
            <source>Nothing has been sent yet.</source>
            <translation>아직 아무것도 전송하지 않았습니다.</translation>
        </message>
        <message>
            <source>Platforms taking part</source>
            <translation>참여 플랫폼</translation>
        </message>
        <message>
            <source>Not covered</source>
            <translation>확인하지 못하는 곳</translation>
        </message>
        <message>
            <source>Encrypted chats and platforms not taking part do not check fingerprints.</source>
            <translation>암호화된 대화와 참여하지 않는 플랫폼은 디지털 지문을 확인하지 않습니다.</translation>
        </message>
        <message>
            <source>Not every match is reported.</source>
            <translation>일치하는 게시물이 모두 보고되는 것은 아닙니다.</translation>
        </message>
        <message>
            <source>Already online somewhere?</source>
            <translation>이미 어딘가에 올라와 있나요?</translation>
        </message>
        <message>
            <source>A fingerprint may not remove it. Report the address, or ask a helpline. Do not post this picture yourself: your own account may be blocked.</source>
            <translation>디지털 지문만으로는 지워지지 않을 수 있습니다. 게시물 주소를 신고하거나 상담 기관에 문의하세요. 이 사진·영상을 직접 올리지 마세요. 본인의 계정이 차단될 수 있습니다.</translation>
        </message>
        <message>
            <source>No platform takes part in this registry yet.</source>
            <translation>아직 이 등록 기관에 참여하는 플랫폼이 없습니다.</translation>
        </message>
        <message>
            <source>This registry asks for more computing than any should, so the app leaves it out. Your fingerprints are taken all the same, but platforms may be shown them some days later.</source>
            <translation>이 등록 기관이 지나치게 많은 계산을 요구해서 앱은 그 계산을 하지 않습니다. 디지털 지문은 그대로 접수되지만, 플랫폼에는 며칠 늦게 전달될 수 있습니다.</translation>
        </message>
        <message>
            <source>I agree that {what} are sent to {registry}.</source>
            <translation>{what}를 {registry}(으)로 보내는 데 동의합니다.</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>멈추기</translation>
        </message>
        <message>
            <source>Preparing message {number} of {total}…</source>
            <translation>메시지 {total}개 중 {number}번째를 준비하고 있습니다…</translation>
        </message>
        <message>
            <source>Sending message {number} of {total}</source>
            <translation>메시지 {total}개 중 {number}번째를 보내고 있습니다</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>Settings</source>
            <translation>설정</translation>
        </message>
        <message>
            <source>They hold until Stillmark is closed and are not written to this computer.</source>
            <translation>Stillmark를 닫을 때까지만 적용되며, 이 컴퓨터에 기록하지 않습니다.</translation>
        </message>
        <message>
            <source>Size of text</source>
            <translation>글자 크기</translation>
        </message>
        <message>
            <source>Light or dark</source>
            <translation>밝게 또는 어둡게</translation>
        </message>
        <message>
            <source>Movement</source>
            <translation>움직임</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>시스템 설정대로</translation>
        </message>
        <message>
            <source>Keep everything still</source>
            <translation>아무것도 움직이지 않게</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>언어</translation>
        </message>
        <message>
            <source>When I am away</source>
            <translation>자리를 비우면</translation>
        </message>
        <message>
            <source>After this time a kept case is locked. What is not kept is forgotten. One minute before, Stillmark asks whether you are still here.</source>
            <translation>이 시간이 지나면 보관한 접수를 잠급니다. 보관하지 않은 내용은 지웁니다. 1분 전에 아직 계신지 묻습니다.</translation>
        </message>
        <message>
            <source>Off unless you turn it on. Then everything is encrypted with a passphrase.</source>
            <translation>직접 켜기 전에는 꺼져 있습니다. 켜면 모든 내용을 암호로 암호화합니다.</translation>
        </message>
        <message>
            <source>How keeping works</source>
            <translation>보관 방법 보기</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>밝게</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>어둡게</translation>
        </message>
        <message>
            <source>High contrast</source>
            <translation>고대비</translation>
        </message>
        <message numerus="yes">
            <source>After %n minute(s)</source>
            <translation>
                <numerusform>%n분 뒤</numerusform>
            </translation>
        </message>
        <message>
            <source>{percent} %</source>
            <translation>{percent}%</translation>
        </message>
    </context>
    <context>
        <name>Sheet</name>
        <message>
            <source>Case sheet</source>
            <translation>접수 안내문</translation>
        </message>
        <message>
            <source>Case number</source>
            <translation>접수 번호</translation>
        </message>
        <message>
            <source>With the twelve recovery words the case can be followed and taken back.</source>
            <translation>복구 단어 12개가 있으면 진행 상황을 보고 등록을 취소할 수 있습니다.</translation>
        </message>
        <message>
            <source>Recovery words</source>
            <translation>복구 단어</translation>
        </message>
        <message>
            <source>Anyone with these words can see and take back your case. A printout, photo or file can be found.</source>
            <translation>이 단어를 아는 사람은 누구나 내 접수를 보고 취소할 수 있습니다. 인쇄물이나 사진, 파일은 다른 사람이 찾을 수 있습니다.</translation>
        </message>
        <message>
            <source>This code holds the same twelve words.</source>
            <translation>이 QR 코드에는 위의 단어 12개가 들어 있습니다.</translation>
        </message>
        <message>
            <source>This sheet was made on {day}</source>
            <translation>안내문 만든 날: {day}</translation>
        </message>
        <message>
            <source>Registry: {name}</source>
            <translation>등록 기관: {name}</translation>
        </message>
        <message numerus="yes">
            <source>Received {day}: %n picture(s)</source>
            <translation>
                <numerusform>{day} 접수: 사진·영상 %n건</numerusform>
            </translation>
        </message>
        <message>
            <source>Case sheet to print</source>
            <translation>인쇄용 접수 안내문</translation>
        </message>
        <message>
            <source>When it was received, and how many pictures</source>
            <translation>접수한 날과 사진·영상 수</translation>
        </message>
        <message>
            <source>One page to print or to keep. Nothing is sent.</source>
            <translation>인쇄하거나 보관할 수 있는 한 장짜리 문서입니다. 아무것도 전송하지 않습니다.</translation>
        </message>
        <message>
            <source>On the sheet</source>
            <translation>안내문에 들어가는 내용</translation>
        </message>
        <message>
            <source>No pictures, no file names, no names</source>
            <translation>사진·영상, 파일 이름, 사람 이름은 들어가지 않습니다</translation>
        </message>
        <message>
            <source>Put the recovery words on it, and a QR code of them</source>
            <translation>복구 단어와 QR 코드도 넣기</translation>
        </message>
        <message>
            <source>Off unless you ask for it.</source>
            <translation>직접 고르지 않으면 넣지 않습니다.</translation>
        </message>
        <message>
            <source>I understand, and have a safe place for it.</source>
            <translation>이해했습니다. 안전하게 둘 곳이 있습니다.</translation>
        </message>
        <message>
            <source>You can print the file with any program that opens PDF. Printers, and the programs that print, may remember what was printed.</source>
            <translation>PDF를 여는 프로그램으로 인쇄할 수 있습니다. 프린터나 인쇄 프로그램에 인쇄 기록이 남을 수 있습니다.</translation>
        </message>
        <message>
            <source>Save as PDF</source>
            <translation>PDF로 저장</translation>
        </message>
        <message>
            <source>Case number {number}</source>
            <translation>접수 번호 {number}</translation>
        </message>
    </context>
    <context>
        <name>States</name>
        <message numerus="yes">
            <source>The registry itself took out part of %n picture(s)</source>
            <translation>
                <numerusform>등록 기관이 사진·영상 %n건의 디지털 지문 일부를 제외했습니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Platforms are asked to drop it. This is not a judgement about you. If it is a mistake, the registry can put it back for some time: write to it soon, or ask a helpline. Keep your recovery words.</source>
            <translation>참여 플랫폼에도 삭제를 요청합니다. 이 결과는 본인에 대한 평가가 아닙니다. 잘못된 결정이라면 등록 기관이 일정 기간 안에 되돌릴 수 있습니다. 등록 기관에 빨리 알리거나 상담 기관에 문의하세요. 복구 단어는 계속 보관하세요.</translation>
        </message>
        <message numerus="yes">
            <source>The registry itself took out %n picture(s)</source>
            <translation>
                <numerusform>등록 기관이 사진·영상 %n건을 제외했습니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Platforms that looked at matches say that they show something else.</source>
            <translation>일치한 게시물을 살펴본 플랫폼들이 다른 내용이라고 알려 왔습니다.</translation>
        </message>
        <message>
            <source>The fingerprint also matches pictures that have nothing to do with it.</source>
            <translation>이 디지털 지문은 관련 없는 사진·영상과도 일치합니다.</translation>
        </message>
        <message>
            <source>This registry is not the right one for such pictures.</source>
            <translation>이런 사진·영상은 이 등록 기관에서 다루지 않습니다.</translation>
        </message>
        <message>
            <source>It came together with very many false reports and could not be told from them.</source>
            <translation>아주 많은 허위 접수와 함께 들어와 구별할 수 없었습니다.</translation>
        </message>
        <message>
            <source>A court or an authority ordered it.</source>
            <translation>법원이나 관계 기관의 명령에 따른 것입니다.</translation>
        </message>
        <message>
            <source>The registry can tell you the reason.</source>
            <translation>이유는 등록 기관에 문의하시면 알 수 있습니다.</translation>
        </message>
        <message>
            <source>Registry</source>
            <translation>등록 기관</translation>
        </message>
        <message numerus="yes">
            <source>%n message(s) wait to be sent. Sending again is safe.</source>
            <translation>
                <numerusform>전송을 기다리는 메시지가 %n개 있습니다. 다시 전송해도 안전합니다.</numerusform>
            </translation>
        </message>
        <message>
            <source>Nothing is active any more. The registry itself took it out, or part of it.</source>
            <translation>진행 중인 것이 없습니다. 전부 또는 일부를 등록 기관이 제외했습니다.</translation>
        </message>
        <message>
            <source>Everything was taken back. The registry confirmed it.</source>
            <translation>전체 등록이 취소되었고, 등록 기관이 확인했습니다.</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>접수됨</translation>
        </message>
        <message numerus="yes">
            <source>The registry received %n picture(s)</source>
            <translation>
                <numerusform>등록 기관이 사진·영상 %n건을 접수했습니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Taken out</source>
            <translation>제외됨</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>기다리는 중</translation>
        </message>
        <message>
            <source>Collected</source>
            <translation>전달됨</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>확인 중</translation>
        </message>
        <message>
            <source>Not blocked</source>
            <translation>차단 안 함</translation>
        </message>
        <message>
            <source>Blocked</source>
            <translation>차단됨</translation>
        </message>
        <message>
            <source>Take-back asked</source>
            <translation>취소 요청함</translation>
        </message>
        <message>
            <source>Taken back</source>
            <translation>취소됨</translation>
        </message>
        <message>
            <source>Not collected yet</source>
            <translation>아직 받아 가지 않았습니다</translation>
        </message>
        <message>
            <source>Collected {day}</source>
            <translation>{day} 전달됨</translation>
        </message>
        <message>
            <source>Reports a possible match and is checking, {day}</source>
            <translation>일치할 수 있는 게시물이 있다고 {day}에 알려 왔고 확인하고 있습니다</translation>
        </message>
        <message>
            <source>Looked at a match and did not block it, {day}</source>
            <translation>일치하는 게시물을 확인했지만 차단하지 않았다고 {day}에 알려 왔습니다</translation>
        </message>
        <message>
            <source>Reported a match and blocked it, {day}</source>
            <translation>일치하는 게시물을 차단했다고 {day}에 알려 왔습니다</translation>
        </message>
        <message>
            <source>Asked {day} to take it back, not confirmed yet</source>
            <translation>{day}에 등록 취소를 요청했고 아직 확인되지 않았습니다</translation>
        </message>
        <message>
            <source>Confirmed the take-back, {day}</source>
            <translation>{day}에 등록 취소를 확인했습니다</translation>
        </message>
        <message>
            <source>Waiting to send</source>
            <translation>전송 대기 중</translation>
        </message>
        <message>
            <source>Ended</source>
            <translation>종료됨</translation>
        </message>
        <message numerus="yes">
            <source>The registry took back %n picture(s)</source>
            <translation>
                <numerusform>등록 기관이 사진·영상 %n건의 등록을 취소했습니다</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n receipt(s) for case {cases}, signed by {registry}, the newest on {day}.</source>
            <translation>
                <numerusform>접수 번호 {cases}의 접수 확인서 %n건입니다. 서명한 곳: {registry}. 가장 최근 날짜: {day}.</numerusform>
            </translation>
        </message>
        <message>
            <source>Picture {number}</source>
            <translation>사진 {number}</translation>
        </message>
        <message>
            <source>The registry took out some of its fingerprints</source>
            <translation>등록 기관이 디지털 지문 일부를 제외했습니다</translation>
        </message>
        <message>
            <source>Received {day}</source>
            <translation>{day} 접수</translation>
        </message>
        <message>
            <source>Reports a possible match and is checking</source>
            <translation>일치할 수 있는 게시물이 있다고 알려 왔고 확인하고 있습니다</translation>
        </message>
        <message>
            <source>Looked at a match and did not block it</source>
            <translation>일치하는 게시물을 확인했지만 차단하지 않았습니다</translation>
        </message>
        <message>
            <source>Reported a match and blocked it</source>
            <translation>일치하는 게시물을 차단했다고 알려 왔습니다</translation>
        </message>
        <message>
            <source>Asked to take it back, not confirmed yet</source>
            <translation>등록 취소를 요청했고 아직 확인되지 않았습니다</translation>
        </message>
        <message>
            <source>Confirmed the take-back</source>
            <translation>등록 취소를 확인했습니다</translation>
        </message>
        <message>
            <source>{sentence}. {counts}</source>
            <translation>{sentence}. {counts}</translation>
        </message>
        <message>
            <source>Not asked yet</source>
            <translation>아직 확인하지 않았습니다</translation>
        </message>
        <message>
            <source>Knows nothing under these words</source>
            <translation>이 단어로 접수된 것이 없습니다</translation>
        </message>
        <message>
            <source>Empty</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Received {day}, receipt checked</source>
            <translation>{day} 접수, 접수 확인서 검증됨</translation>
        </message>
        <message>
            <source>Received {day}, signed answer checked</source>
            <translation>{day} 접수, 서명된 응답 검증됨</translation>
        </message>
        <message numerus="yes">
            <source>{platform}: %n picture(s)</source>
            <translation>
                <numerusform>{platform}: 사진·영상 %n건</numerusform>
            </translation>
        </message>
        <message>
            <source>Video {number}</source>
            <translation>영상 {number}</translation>
        </message>
        <message>
            <source>{platform}: {state}</source>
            <translation>{platform}: {state}</translation>
        </message>
        <message>
            <source>{state}: {count} of {total}</source>
            <translation>{state} {total}건 중 {count}건</translation>
        </message>
    </context>
    <context>
        <name>Steps</name>
        <message>
            <source>Before you start</source>
            <translation>시작하기 전에</translation>
        </message>
        <message>
            <source>Choose pictures</source>
            <translation>사진·영상 선택</translation>
        </message>
        <message>
            <source>What will be sent</source>
            <translation>전송할 내용</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>전송</translation>
        </message>
        <message>
            <source>Follow</source>
            <translation>진행 상황</translation>
        </message>
        <message>
            <source>Step {number} of {count}, {name}, done</source>
            <translation>{count}단계 중 {number}단계, {name}, 끝남</translation>
        </message>
        <message>
            <source>Step {number} of {count}, {name}, you are here</source>
            <translation>{count}단계 중 {number}단계, {name}, 지금 여기</translation>
        </message>
        <message>
            <source>Step {number} of {count}, {name}</source>
            <translation>{count}단계 중 {number}단계, {name}</translation>
        </message>
        <message>
            <source>{number} of {count}: {name}</source>
            <translation>{count}단계 중 {number}단계: {name}</translation>
        </message>
    </context>
    <context>
        <name>Unlock</name>
        <message>
            <source>Unlock</source>
            <translation>잠금 풀기</translation>
        </message>
        <message>
            <source>Opening takes a second or two. This slows down guessing.</source>
            <translation>여는 데 1~2초 걸립니다. 다른 사람이 암호를 알아맞히기 어렵게 하려는 것입니다.</translation>
        </message>
        <message>
            <source>Wiping what is kept here</source>
            <translation>보관한 내용을 지우고 있습니다</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>잠겨 있습니다</translation>
        </message>
        <message>
            <source>Nothing is sent while it is locked.</source>
            <translation>잠겨 있는 동안에는 아무것도 전송하지 않습니다.</translation>
        </message>
        <message>
            <source>Your passphrase</source>
            <translation>내 암호</translation>
        </message>
        <message>
            <source>Nobody can reset it, and there is no hint that others could use.</source>
            <translation>아무도 암호를 다시 정해 줄 수 없습니다. 다른 사람이 이용할 수 있는 힌트도 없습니다.</translation>
        </message>
        <message>
            <source>I forgot the passphrase</source>
            <translation>암호를 잊었습니다</translation>
        </message>
        <message>
            <source>Without the passphrase nobody can open it. Wiping destroys the key; this is final. At the registry nothing changes. The twelve recovery words still open your case.</source>
            <translation>암호 없이는 아무도 열 수 없습니다. 지우면 열쇠가 없어지며 되돌릴 수 없습니다. 등록 기관에서는 아무것도 바뀌지 않습니다. 복구 단어 12개로는 계속 접수를 열 수 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>Updates</name>
        <message>
            <source>New versions</source>
            <translation>새 버전</translation>
        </message>
        <message>
            <source>Look for a new version</source>
            <translation>새 버전 확인</translation>
        </message>
        <message>
            <source>Save the new version</source>
            <translation>새 버전 저장</translation>
        </message>
        <message>
            <source>No address for new versions is set up on this computer. There is no public one yet. Whoever gave you Stillmark can tell you.</source>
            <translation>이 컴퓨터에는 새 버전을 확인할 주소가 설정되어 있지 않습니다. 누구나 쓸 수 있는 주소는 아직 없습니다. Stillmark를 전해 준 곳에서 알려 드릴 수 있습니다.</translation>
        </message>
        <message>
            <source>Looking for a new version.</source>
            <translation>새 버전을 확인하고 있습니다.</translation>
        </message>
        <message>
            <source>Stillmark never looks by itself. If you look, {host} and this network can see that Stillmark is used here.</source>
            <translation>Stillmark는 스스로 확인하지 않습니다. 확인하면 {host} 및 지금 쓰는 네트워크에서 이곳에서 Stillmark를 쓴다는 것을 알 수 있습니다.</translation>
        </message>
        <message>
            <source>You have the newest version, {version}.</source>
            <translation>가장 새로운 버전({version})을 쓰고 있습니다.</translation>
        </message>
        <message>
            <source>There is a newer version, {newer}. This is {version}. Nothing is installed by itself.</source>
            <translation>더 새로운 버전({newer})이 있습니다. 지금 버전은 {version}입니다. 저절로 설치되지는 않습니다.</translation>
        </message>
        <message>
            <source>Version {newer} is fetched and checked. This can take minutes.</source>
            <translation>새 버전({newer})을 받아 확인하고 있습니다. 몇 분 걸릴 수 있습니다.</translation>
        </message>
        <message>
            <source>Version {newer} was checked and saved. Close Stillmark before you install it. The saved file can be seen on this computer.</source>
            <translation>새 버전({newer})을 확인하고 저장했습니다. 설치하기 전에 Stillmark를 닫아 주세요. 저장한 파일은 이 컴퓨터에 남습니다.</translation>
        </message>
    </context>
    <context>
        <name>Window</name>
        <message>
            <source>Quick exit</source>
            <translation>바로 나가기</translation>
        </message>
        <message>
            <source>Take a break</source>
            <translation>잠시 쉬기</translation>
        </message>
        <message>
            <source>Practice mode: nothing is sent</source>
            <translation>연습 모드: 아무것도 전송되지 않습니다</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>도움말</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>설정</translation>
        </message>
        <message>
            <source>Change the language</source>
            <translation>언어 바꾸기</translation>
        </message>
        <message numerus="yes">
            <source>Press Shift %n more time(s) to exit</source>
            <translation>
                <numerusform>Shift 키를 %n번 더 누르면 나갑니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Closes Stillmark at once. Or press Shift three times, or {keys}.</source>
            <translation>Stillmark를 바로 닫습니다. Shift 키를 세 번 누르거나 {keys} 키를 눌러도 됩니다.</translation>
        </message>
        <message>
            <source>Or press Shift three times, or {keys}</source>
            <translation>Shift 키를 세 번 누르거나 {keys} 키를 눌러도 됩니다</translation>
        </message>
        <message>
            <source>Save the receipt</source>
            <translation>접수 확인서 저장</translation>
        </message>
        <message>
            <source>The receipt was saved. Only you can read the file.</source>
            <translation>접수 확인서를 저장했습니다. 이 사용자 계정만 파일을 읽을 수 있습니다.</translation>
        </message>
        <message>
            <source>Saved. Only you can read the file.</source>
            <translation>저장했습니다. 이 사용자 계정만 파일을 읽을 수 있습니다.</translation>
        </message>
        <message>
            <source>Save the words</source>
            <translation>복구 단어 저장</translation>
        </message>
        <message>
            <source>Save the note</source>
            <translation>적은 내용 저장</translation>
        </message>
        <message>
            <source>Save the case sheet</source>
            <translation>접수 안내문 저장</translation>
        </message>
        <message>
            <source>Copied. The clipboard is emptied after one minute.</source>
            <translation>복사했습니다. 1분 뒤 클립보드를 비웁니다.</translation>
        </message>
    </context>
    <context>
        <name>Words</name>
        <message>
            <source>English words</source>
            <translation>영어 단어</translation>
        </message>
        <message>
            <source>Korean words</source>
            <translation>한국어 단어</translation>
        </message>
        <message>
            <source>Your recovery words</source>
            <translation>복구 단어</translation>
        </message>
        <message>
            <source>Write these twelve words down now, in this order. Nothing has been sent yet.</source>
            <translation>이 단어 12개를 순서대로 지금 적어 두세요. 아직 아무것도 전송하지 않았습니다.</translation>
        </message>
        <message>
            <source>Anyone with these words can see and take back your case. A printout, photo or file can be found. If you lose them, matching goes on, but you cannot follow or take back.</source>
            <translation>이 단어를 아는 사람은 누구나 내 접수를 보고 취소할 수 있습니다. 인쇄물이나 사진, 파일은 다른 사람이 찾을 수 있습니다. 단어를 잃어버려도 찾는 일은 계속되지만, 진행 상황을 보거나 취소할 수 없습니다.</translation>
        </message>
        <message>
            <source>I wrote them down.</source>
            <translation>적어 두었습니다.</translation>
        </message>
        <message>
            <source>On the next page you type three of them.</source>
            <translation>다음 화면에서 그중 세 단어를 입력합니다.</translation>
        </message>
        <message>
            <source>Other ways to keep them</source>
            <translation>다른 보관 방법</translation>
        </message>
        <message>
            <source>I understand that a copy or a file can be found by others on this device.</source>
            <translation>복사본이나 파일은 이 기기를 쓰는 다른 사람이 찾을 수 있다는 것을 알고 있습니다.</translation>
        </message>
        <message>
            <source>Copy for one minute</source>
            <translation>1분 동안 복사</translation>
        </message>
        <message>
            <source>Save to a file</source>
            <translation>파일로 저장</translation>
        </message>
    </context>
</TS>
